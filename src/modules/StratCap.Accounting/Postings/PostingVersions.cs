using StratCap.FundMath.Book;

namespace StratCap.Accounting.Postings;

/// <summary>The posting rules of one version.</summary>
/// <param name="Number">Stands with every entry that was posted by it.</param>
/// <param name="Post">The entry of a fact that is no reversal.</param>
/// <param name="Rules">The same as data, to be shown.</param>
internal sealed record PostingVersion(int Number, Func<Fact, PostingSet> Post, IReadOnlyList<PostingRule> Rules);

/// <summary>
/// Every version of the rules by which entries stand. New facts are posted by the last one; an entry is held against the version that it names, for ever. So whoever changes a rule puts a version
/// behind the others, and leaves them as they are.
/// </summary>
/// <param name="versions">The oldest first.</param>
internal sealed class PostingVersions(params PostingVersion[] versions)
{
    /// <summary>Those that there are.</summary>
    public static PostingVersions All { get; } = new(new PostingVersion(PostingRuleBook.Version, PostingRules.Post, PostingRuleBook.Rules));

    /// <summary>By which new facts are posted.</summary>
    public PostingVersion Current => versions[^1];

    /// <summary>The version of a number; null where this program does not know it.</summary>
    public PostingVersion? Find(int number) => Array.Find(versions, v => v.Number == number);

    /// <summary>Those by which a fact may have been posted that stands between entries of two versions.</summary>
    public IEnumerable<PostingVersion> Between(int from, int through) => versions.Where(v => v.Number >= from && v.Number <= through);
}

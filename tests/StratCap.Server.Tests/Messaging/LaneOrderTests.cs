using CsCheck;
using StratCap.Server.Messaging;

namespace StratCap.Server.Tests.Messaging;

public sealed class LaneOrderTests
{
    private readonly LaneOrder _order = new();
    private readonly object _channel = new();

    [Fact]
    public async Task Arrive_BeforeASmallerTag_WaitsForItToArriveAndToLeave()
    {
        var second = _order.Arrive("a", _channel, 2);
        var turn = second.MyTurn(CancellationToken.None);
        (await Waits(turn)).ShouldBeTrue();
        var first = _order.Arrive("a", _channel, 1);
        await first.MyTurn(CancellationToken.None);
        (await Waits(turn)).ShouldBeTrue();

        _order.Leave(first);

        await turn.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task MyTurn_InAnotherLane_DoesNotWait()
    {
        var slow = _order.Arrive("a", _channel, 1);
        await slow.MyTurn(CancellationToken.None);

        await _order.Arrive("b", _channel, 2).MyTurn(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Leave_WhileWaiting_DoesNotLetTheNextOvertakeTheOneBefore()
    {
        var first = _order.Arrive("a", _channel, 1);
        var impatient = _order.Arrive("a", _channel, 2);
        var third = _order.Arrive("a", _channel, 3).MyTurn(CancellationToken.None);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => impatient.MyTurn(cancelled.Token));
        _order.Leave(impatient);
        (await Waits(third)).ShouldBeTrue();

        _order.Leave(first);

        await third.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Abandon_ByOneThatIsGivenBack_LetsNoneBehindItOnTheChannelOvertakeIt()
    {
        var first = _order.Arrive("a", _channel, 1);
        var second = _order.Arrive("a", _channel, 2);
        var overtaking = second.MyTurn(CancellationToken.None);
        var redelivered = _order.Arrive("a", new object(), 1);

        LaneOrder.Abandon(first);
        _order.Leave(first);

        await Should.ThrowAsync<OperationCanceledException>(() => overtaking);
        _order.Leave(second);
        await redelivered.MyTurn(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task BehindTheOneBefore_OfSeveralGivenBack_TheyLeaveInTheirOrder()
    {
        var places = Enumerable.Range(1, 3).Select(tag => _order.Arrive("a", _channel, (ulong)tag)).ToList();
        var left = new List<int>();
        var leaving = places.Select((place, i) => Task.Run(async () =>
        {
            await place.BehindTheOneBefore();
            lock (left) left.Add(i);
            _order.Leave(place);
        })).Reverse().ToList();
        await Task.WhenAll(leaving).WaitAsync(TimeSpan.FromSeconds(5));
        left.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Arrive_OnAnotherChannel_CountsItsOwnTagsAndWaitsForTheLaneAllTheSame()
    {
        var old = _order.Arrive("a", _channel, 1);
        var redelivered = _order.Arrive("a", new object(), 1).MyTurn(CancellationToken.None);
        (await Waits(redelivered)).ShouldBeTrue();

        _order.Leave(old);

        await redelivered.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void AnyArrival_OfManyLanes_EachLaneGoesInTheOrderOfTags() =>
        Gen.Select(Gen.Shuffle(Enumerable.Range(1, 40).ToArray()), Gen.Int[1, 5]).Sample((tags, lanes) =>
        {
            var (order, channel, done) = (new LaneOrder(), new object(), new List<(string Lane, int Tag)>());
            var work = tags.Select(tag => Handle(order, channel, "lane" + (tag % lanes), tag, done)).ToArray();
            Task.WaitAll(work, TimeSpan.FromSeconds(10)).ShouldBeTrue();
            foreach (var lane in done.GroupBy(d => d.Lane)) lane.Select(d => d.Tag).ShouldBeInOrder();
            done.Count.ShouldBe(40);
            order.Count.ShouldBe(0);
        }, iter: 200);

    private static Task Handle(LaneOrder order, object channel, string lane, int tag, List<(string, int)> done)
    {
        var place = order.Arrive(lane, channel, (ulong)tag);
        return Task.Run(async () =>
        {
            await place.MyTurn(CancellationToken.None);
            await Task.Yield();
            lock (done) done.Add((lane, tag));
            order.Leave(place);
        });
    }

    private static async Task<bool> Waits(Task task) => await Task.WhenAny(task, Task.Delay(50)) != task;
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Instructions;

/// <summary>Shows one payment instruction.</summary>
internal static class ReadInstruction
{
    internal static void Map(RouteGroupBuilder payments) => payments
        .MapGet("/instructions/{instructionId:guid}", Handle)
        .Reads<PaymentsDbContext>(Permissions.FundRead)
        .WithName("ReadInstruction")
        .WithSummary("One payment instruction");

    private static async Task<Answer<InstructionView>> Handle(Guid instructionId, PaymentsDbContext db, CancellationToken ct) =>
        await db.Instructions.SingleOrDefaultAsync(i => i.Id == instructionId, ct) is { } instruction
            ? InstructionView.Of(instruction).Answered()
            : Refusal.NotFound("payment instruction");
}

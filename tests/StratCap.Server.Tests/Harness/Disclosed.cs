namespace StratCap.Server.Tests.Harness;

/// <summary>Imports a position of 100 million that a plan disclosed at the end of 2024; amounts in millions, empty where it left one out.</summary>
internal static class Disclosed
{
    private const string Header =
        "general_partner,fund_name,vintage_year,asset_class,sub_strategy,pension_fund_name,pension_fund_state,commitment_mm,capital_called_mm,capital_distributed_mm,remaining_value_mm,net_irr,net_multiple,as_of_date,source_document";

    internal static async Task Import(Firm firm, string fund, string called, string distributed, string remaining)
    {
        var row = $"Disclosed Capital,{fund},2015,Private Equity,Buyout,Plan of {Guid.NewGuid():N},ZZ,100.0,{called},{distributed},{remaining},,1.49,2024-12-31,Annual report";
        var form = new MultipartFormDataContent { { new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes($"{Header}\n{row}\n")) { Headers = { ContentType = new("text/csv") } }, "file", "one.csv" } };
        var job = (await firm.Accountant.Post("/api/v1/data/import/positions", form)).Ok()["data"]!.Text("jobId");
        await firm.Accountant.Until($"/api/v1/data/import/status/{job}", s => s["data"]!["import"]!.Text("state") == "Completed");
    }
}

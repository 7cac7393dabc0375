using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Bars;

/// <summary>Whether every span has arrived: a gateway that loses spans is cheap.</summary>
internal static class SpanBars
{
    public static IEnumerable<Bar> Measure(RunReport report) => report.Accounts
        .Where(static account => GatewayModes.Find(account.Mode).Share == 1)
        .Select(static account => new Bar($"{account.Mode}: spans lost, of {Numbers.Text(account.Expected)}", account.Expected - account.Received, 0, 0, ""));
}

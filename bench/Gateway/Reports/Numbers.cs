using System.Globalization;

namespace TracedLlm.Bench.Gateway.Reports;

/// <summary>Numbers as text.</summary>
internal static class Numbers
{
    /// <summary>A number with as many digits as say something; <c>-</c> for none.</summary>
    public static string Text(double value) => double.IsNaN(value) ? "-" : value.ToString(Math.Abs(value) switch
    {
        >= 100 => "#,0",
        >= 10 => "0.0",
        _ => "0.00",
    }, CultureInfo.InvariantCulture);

    /// <summary>A number for a file.</summary>
    public static string Csv(double value) => double.IsNaN(value) ? "" : value.ToString("0.###", CultureInfo.InvariantCulture);
}

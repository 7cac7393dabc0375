using System.Globalization;

namespace TracedLlm.Cost;

/// <summary>A cost as text, as Python writes a float: clients of LiteLLM read it so.</summary>
internal static class CostText
{
    /// <summary>The shortest text that gives the same double: <c>0.0125</c>, <c>1.5e-05</c>, <c>2.0</c>.</summary>
    public static string Format(double cost)
    {
        var text = cost.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) ? text.Replace('E', 'e')
            : text.Contains('.', StringComparison.Ordinal) ? text
            : text + ".0";
    }
}

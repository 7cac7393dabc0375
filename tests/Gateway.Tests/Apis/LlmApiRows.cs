using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;

namespace TracedLlm.Samples.Gateway.Tests.Apis;

/// <summary>The rows of TracedLlm's table of APIs, read by reflection because the table is internal.</summary>
internal static partial class LlmApiRows
{
    public static IReadOnlyList<(string Method, string Pattern)> All { get; } =
        [.. Rows().Select(row => (Property<string>(row, "Method"), Property<string>(Property<object>(row, "Pattern"), "Text")))];

    [GeneratedRegex(@"\{[^}]*\}")]
    public static partial Regex ParameterNames();

    private static IEnumerable<object> Rows() =>
        ((IEnumerable)typeof(LlmTrace).Assembly.GetType("TracedLlm.Facts.LlmApiTable", throwOnError: true)!.GetField("Rows")!.GetValue(null)!).Cast<object>();

    private static T Property<T>(object row, string property) => (T)row.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!.GetValue(row)!;
}

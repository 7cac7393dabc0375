namespace TracedLlm.Settings;

/// <summary>The variable of the OpenTelemetry specification for propagators.</summary>
internal static class PropagatorsVariable
{
    // .NET has no propagator for B3, Jaeger, X-Ray and OT Trace.
    private static readonly Dictionary<string, TracePropagators> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tracecontext"] = TracePropagators.TraceContext,
        ["baggage"] = TracePropagators.Baggage,
        ["none"] = TracePropagators.None,
    };

    /// <summary>The variable.</summary>
    public static readonly SettingVariable Variable = new("OTEL_PROPAGATORS") { Translate = Translate };

    private static string? Translate(string variable, string text, SettingWarnings warnings)
    {
        List<TracePropagators> found = [];
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Known.TryGetValue(name, out var propagator))
            {
                found.Add(propagator);
            }
            else
            {
                warnings.AddIgnored(SettingError.ItemNotAllowed(variable, name, string.Join(", ", Known.Keys)));
            }
        }

        return found.Count == 0 ? null : string.Join(',', found);
    }
}

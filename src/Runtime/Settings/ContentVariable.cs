namespace TracedLlm.Settings;

/// <summary>
/// The variable of OpenTelemetry's instrumentations of generative AI for captured content. At first it was true or false; the newer
/// instrumentations name the places that get the content. https://pypi.org/project/opentelemetry-util-genai/
/// </summary>
internal static class ContentVariable
{
    private const string EventOnly = "EVENT_ONLY";
    private const string SpanAndEvent = "SPAN_AND_EVENT";

    private static readonly Dictionary<string, string> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["true"] = "true",
        ["false"] = "false",
        ["NO_CONTENT"] = "false",
        ["SPAN_ONLY"] = "true",
        [EventOnly] = "true",
        [SpanAndEvent] = "true",
        ["1"] = "true",
        ["0"] = "false",
    };

    /// <summary>The variable.</summary>
    public static readonly SettingVariable Variable = new("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT") { Translate = Translate };

    /// <summary>The variable, for the events.</summary>
    public static readonly SettingVariable Events = new(Variable.Name)
    {
        Translate = static (_, text, _) => text.Equals(EventOnly, StringComparison.OrdinalIgnoreCase) || text.Equals(SpanAndEvent, StringComparison.OrdinalIgnoreCase) ? "true" : null,
    };

    /// <summary>The variable, for the content of spans.</summary>
    public static readonly SettingVariable Spans = new(Variable.Name)
    {
        Translate = static (_, text, _) => text.Equals(EventOnly, StringComparison.OrdinalIgnoreCase) ? "false" : null,
    };

    // What is recorded is never a guess.
    private static string Translate(string variable, string text, SettingWarnings warnings) => Values.TryGetValue(text, out var value)
        ? value
        : throw SettingError.NotAllowed(variable, text, "true, false, NO_CONTENT, SPAN_ONLY, EVENT_ONLY, SPAN_AND_EVENT");
}

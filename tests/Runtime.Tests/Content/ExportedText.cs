using TracedLlm.Testing.Otlp;

namespace TracedLlm.Tests.Content;

/// <summary>Every text of spans as a backend receives them.</summary>
internal static class ExportedText
{
    public static string Of(IEnumerable<ReceivedSpan> spans) => string.Join('\n', spans.SelectMany(Of));

    private static IEnumerable<string> Of(ReceivedSpan span) =>
    [
        span.Name,
        span.StatusMessage,
        span.Attributes.ToString(),
        .. span.Events.Select(happened => happened.Name + happened.Attributes),
        .. span.Links.Select(link => link.Attributes.ToString()),
    ];
}

using TracedLlm.Conventions;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.SemanticConventions;

/// <summary>The canonical attributes as they are: OpenTelemetry's GenAI semantic conventions, and <c>litellm.*</c> where the conventions have no name.</summary>
/// <param name="longestText">How many characters of the text of a span's attribute are sent.</param>
internal sealed class SemanticConventionsView(int longestText = int.MaxValue) : SpanView
{
    private static readonly NameTable<OtlpKey> Keys = new(CanonicalNames.All.Select(name => KeyValuePair.Create(name, new OtlpKey(name))));

    /// <inheritdoc/>
    public override string Name => "semantic_conventions";

    /// <inheritdoc/>
    public override string SchemaUrl => TelemetrySchema.Url;

    /// <inheritdoc/>
    public override void Write(in EndedSpan span, OtlpBuffer buffer)
    {
        var activity = span.Activity;
        var start = buffer.Open(OtlpSpan.Tag);
        var separate = span.Request?.Separate;
        var traceId = OtlpTraceId.FromActivity(separate?.Id ?? activity.TraceId);
        OtlpSpan.Identity(buffer, activity, traceId, span.SeparateRoot is { IsOwn: true } ? default : activity.ParentSpanId, span.TraceState);
        OtlpSpan.Name(buffer, activity.DisplayName);
        OtlpSpan.KindAndTimes(buffer, activity);
        var status = new SpanStatus(activity);
        var everySpan = new EverySpanCursor(span.Request);
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
        {
            everySpan.Pass(tag.Key);
            if (!status.TryRead(tag.Key, tag.Value))
            {
                Write(buffer, tag.Key, tag.Value);
            }
        }

        while (everySpan.Next(activity, out var missing))
        {
            Write(buffer, missing.Key, missing.Value);
        }

        OtlpSpan.Events(buffer, activity);
        OtlpSpan.Links(buffer, activity, traceId, separateRoot: span.SeparateRoot);
        OtlpSpan.Status(buffer, status.Code, status.Description);
        buffer.Close(start);
    }

    private void Write(OtlpBuffer buffer, string name, object? value)
    {
        if (longestText < OtlpAttribute.MaxTextLength)
        {
            value = Cut(value);
        }

        if (Keys.TryGet(name, out var key))
        {
            OtlpAttribute.Write(buffer, OtlpAttribute.OfSpan, key, value);
        }
        else
        {
            OtlpAttribute.Write(buffer, OtlpAttribute.OfSpan, name, value);
        }
    }
    private object? Cut(object? value) => value switch
    {
        string text when text.Length > longestText => Cut(text),
        string[] texts when Array.Exists(texts, text => text?.Length > longestText) => Array.ConvertAll(texts, text => text is null ? null! : Cut(text)),
        _ => value,
    };

    private string Cut(string text)
    {
        if (text.Length <= longestText)
        {
            return text;
        }

        // Half of a pair of surrogates is no character.
        return text[..(longestText > 0 && char.IsHighSurrogate(text[longestText - 1]) ? longestText - 1 : longestText)];
    }
}

using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Delivery.Tests;

/// <summary>Encodes invalid spans: a span with the name <see cref="Bad"/> has no ids, a span with the name <see cref="Broken"/> is not valid protobuf.</summary>
internal sealed class InvalidSpanView : SpanView
{
    public const string Bad = "bad";
    public const string Broken = "broken";

    private readonly SemanticConventionsView _view = new();

    public override string Name => "Spoiling";

    public override void Write(in EndedSpan span, OtlpBuffer buffer)
    {
        switch (span.Activity.DisplayName)
        {
            case Bad:
                // Only a name.
                buffer.Bytes([0x12, 5, 0x2A, 3, (byte)'b', (byte)'a', (byte)'d']);
                break;
            case Broken:
                // A name that is not UTF-8.
                buffer.Bytes([0x12, 3, 0x2A, 1, 0xFF]);
                break;
            default:
                _view.Write(span, buffer);
                break;
        }
    }
}

using TracedLlm.Export;

namespace TracedLlm.Delivery.Tests;

/// <summary>Writes spans that are called <see cref="Bad"/> without ids, as no encoder should.</summary>
internal sealed class SpoilingView : SpanView
{
    public const string Bad = "bad";

    private readonly SemanticConventionsView _view = new();

    public override string Name => "Spoiling";

    public override void Write(in EndedSpan span, OtlpBuffer buffer)
    {
        if (span.Activity.DisplayName == Bad)
        {
            // A span that has a name and nothing else.
            buffer.Bytes([0x12, 5, 0x2A, 3, (byte)'b', (byte)'a', (byte)'d']);
            return;
        }

        _view.Write(span, buffer);
    }
}

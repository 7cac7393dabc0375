using System.Diagnostics;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Viewer.Views;

namespace TracedLlm.Viewer.Tests.Views;

/// <summary>A span that a view cannot write, or whose bytes cannot be read.</summary>
public sealed class ShownSpanTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_span_that_cannot_be_shown_is_left_out(bool throws)
    {
        using var activity = new Activity("broken");

        Assert.Null(ShownSpan.Read(new BrokenView(throws), new EndedSpan(activity, null)));
    }

    private sealed class BrokenView(bool throws) : SpanView
    {
        public override string Name => "broken";

        public override void Write(in EndedSpan span, OtlpBuffer buffer)
        {
            if (throws)
            {
                throw new InvalidOperationException("The value is wrong.");
            }

            buffer.Bytes([0xFF, 0xFF, 0xFF]);
        }
    }
}

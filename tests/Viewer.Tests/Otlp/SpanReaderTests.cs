using System.Diagnostics;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Otlp;
using TracedLlm.Viewer.Otlp;

namespace TracedLlm.Viewer.Tests.Otlp;

/// <summary>The reader gives what the decoder of the tests gives, which reads with Google's library.</summary>
public sealed class SpanReaderTests
{
    [Fact]
    public void A_span_is_read_as_a_backend_reads_it()
    {
        using var source = new ActivitySource(nameof(SpanReaderTests));
        using var listener = new ActivityListener { ShouldListenTo = one => one == source, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);
        using var span = source.StartActivity("näme 🐤", ActivityKind.Client, parent, links: [new(parent, new() { ["why"] = "retry" })])!;
        span.SetTag("text", new string('x', 70_000)).SetTag("flag", true).SetTag("integer", long.MinValue).SetTag("number", 0.1).SetTag("nan", double.NaN)
            .SetTag("empty", "").SetTag("texts", new[] { "a", "", "ü" }).SetTag("numbers", new long[] { 1, -1 }).SetTag("none", Array.Empty<string>());
        span.AddEvent(new ActivityEvent("happened", tags: new() { ["detail"] = "\u0000\u202E" }));
        span.SetStatus(ActivityStatusCode.Error, "because");
        span.Stop();
        using var buffer = new OtlpBuffer();
        new SemanticConventionsView().Write(new EndedSpan(span, null), buffer);

        var read = SpanReader.Read(buffer.Written.Span);
        var expected = Decode(buffer.Written.Span);

        Assert.Equal(
            (expected.TraceId, expected.SpanId, expected.ParentSpanId, expected.Name, (int)expected.Kind, expected.StartUnixNano, expected.EndUnixNano, (int)expected.Status, expected.StatusMessage),
            (read.TraceId, read.SpanId, read.ParentSpanId, read.Name, read.Kind, read.Start, read.End, read.Status, read.StatusMessage));
        Assert.Equal(9, read.Attributes.All.Count);
        Assert.Equal(expected.Attributes, read.Attributes.All);
        Assert.Equal(("happened", "\u0000\u202E"), (read.Events.Single().Name, read.Events.Single().Attributes.Text("detail")));
        Assert.Equal(expected.Events.Single().TimeUnixNano, read.Events.Single().Time);
        Assert.Equal((expected.TraceId, parent.SpanId.ToHexString(), "retry"), (read.Links.Single().TraceId, read.Links.Single().SpanId, read.Links.Single().Attributes.Text("why")));
    }

    [Fact]
    public void Bytes_that_are_no_span_are_an_error()
    {
        Assert.Throws<InvalidDataException>(() => SpanReader.Read([]));
        Assert.Throws<InvalidDataException>(() => SpanReader.Read([0x12, 0x02, 0x0A, 0x10]));
    }

    private static ReceivedSpan Decode(ReadOnlySpan<byte> entry)
    {
        // ExportTraceServiceRequest { resource_spans { scope_spans { the entry } } }
        static byte[] Wrap(byte tag, ReadOnlySpan<byte> message)
        {
            List<byte> bytes = [tag];
            for (var length = (uint)message.Length; ; length >>= 7)
            {
                bytes.Add((byte)(length > 0x7F ? length | 0x80 : length));
                if (length <= 0x7F)
                {
                    break;
                }
            }

            return [.. bytes, .. message];
        }

        return OtlpTraceDecoder.Decode(Wrap(0x0A, Wrap(0x12, entry))).Single();
    }
}

using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Bench.Micro.Methods;
using TracedLlm.Bench.Micro.Taps;
using TracedLlm.Bench.Micro.Tracing;
using TracedLlm.Requests;
using TracedLlm.Responses;
using TracedLlm.Taps;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>A tap reads an event of 230 bytes in almost no time and without allocations.</summary>
internal static class TapBars
{
    private const double MostNanoseconds = 150;

    public static IEnumerable<Bar> Measure()
    {
        using var state = TracingState.Enter(Listening.Sampled, Place.InRequest);
        foreach (var (name, plain, tapped) in Leaving().Append(Arriving()))
        {
            var (measured, floor) = InterleavedTiming.Difference(plain, tapped);
            yield return new Bar($"tap, {name}: per event over plain", measured, MostNanoseconds, floor, "ns");
            yield return new Bar($"tap, {name}: per event", AllocatedBytes.PerCall(tapped), 0, AllocatedBytes.PerCall(plain), "B");
        }
    }

    private static IEnumerable<(string Name, Func<int> Plain, Func<int> Tapped)> Leaving()
    {
        var trace = RequestState.Current!;
        var (plain, tapped) = Leaving(trace, new IgnoringPayloads());
        yield return ("leaving by the stream", () => Write(plain.Stream), () => Write(tapped.Stream));
        yield return ("leaving by the writer", () => Write(plain.Writer), () => Write(tapped.Writer));
        var (_, read) = Leaving(trace, new ApiResponses().ForCaller(trace));
        yield return ("leaving and read", () => Write(plain.Stream), () => Write(read.Stream));
    }

    private static (IHttpResponseBodyFeature Plain, IHttpResponseBodyFeature Tapped) Leaving(RequestState trace, IResponsePayload payload)
    {
        var http = new DefaultHttpContext();
        http.Response.ContentType = "text/event-stream";
        return (new NullBody(), new ResponseTap(http, new NullBody(), trace, new PayloadTap(payload, trace)));
    }

    private static (string Name, Func<int> Plain, Func<int> Tapped) Arriving()
    {
        var content = new StreamContent(new EndlessEvents());
        content.Headers.ContentType = new("text/event-stream");
        using var scope = LlmTrace.FromState(WithReader(RequestState.Current!)).Use();
        var tapped = LlmSpan.StartCall("m").EndWith(new HttpResponseMessage { Content = content }).Content.ReadAsStream();
        var plain = new EndlessEvents();
        var buffer = new byte[StreamedEvent.Length];
        return ("arriving", () => Read(plain, buffer), () => Read(tapped, buffer));
    }

    /// <summary>A trace like <paramref name="trace"/> whose responses are read.</summary>
    private static RequestState WithReader(RequestState trace) =>
        new(trace.Route, trace.Naming, trace.Root, http: null, trace.Outgoing, new RequestServices { Payloads = new IgnoringPayloads() });

    private static int Write(Stream stream)
    {
        stream.WriteAsync(StreamedEvent.Bytes).GetAwaiter().GetResult();
        return StreamedEvent.Length;
    }

    private static int Write(PipeWriter writer)
    {
        StreamedEvent.Bytes.CopyTo(writer.GetSpan(StreamedEvent.Length));
        writer.Advance(StreamedEvent.Length);
        writer.FlushAsync().GetAwaiter().GetResult();
        return StreamedEvent.Length;
    }

    private static int Read(Stream stream, byte[] buffer) => stream.ReadAsync(buffer).GetAwaiter().GetResult();

    private sealed class NullBody : IHttpResponseBodyFeature
    {
        public Stream Stream => Stream.Null;

        public PipeWriter Writer { get; } = PipeWriter.Create(Stream.Null);

        public Task CompleteAsync() => Task.CompletedTask;

        public void DisableBuffering()
        {
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}

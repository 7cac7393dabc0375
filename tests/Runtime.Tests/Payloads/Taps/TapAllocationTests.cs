using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Taps;
using TracedLlm.Tests.Spans;

namespace TracedLlm.Tests.Payloads.Taps;

#pragma warning disable CA2012 // All of it completes at once.
/// <summary>An event that passes costs no allocation.</summary>
public class TapAllocationTests
{
    private static readonly byte[] Event = Encoding.UTF8.GetBytes($"data: {new string('x', 222)}\n\n");

    [Fact]
    public void By_the_stream() => Check(tap => tap.Stream.WriteAsync(Event).GetAwaiter().GetResult());

    [Fact]
    public void By_the_writer() => Check(tap =>
    {
        Event.CopyTo(tap.Writer.GetSpan(Event.Length));
        tap.Writer.Advance(Event.Length);
        tap.Writer.FlushAsync().GetAwaiter().GetResult();
    });

    [Fact]
    public void By_a_provider()
    {
        using var request = new TracedRequest(payloads: new IgnoringPayloads());
        var content = new StreamContent(new RepeatedStream(Event));
        content.Headers.ContentType = new("text/event-stream");
        using var response = LlmSpan.StartCall("gpt-4o").EndWith(new HttpResponseMessage { Content = content });
        using var stream = response.Content.ReadAsStream();
        var buffer = new byte[Event.Length];

        Assert.Equal(0, LeastAllocation.Measure(() => stream.ReadAsync(buffer).GetAwaiter().GetResult()));
    }

    private static void Check(Action<ResponseTap> write)
    {
        using var request = new TracedRequest();
        request.Http.Response.ContentType = "text/event-stream";
        var payload = new PayloadTap(new IgnoringPayloads(), request.State);
        var tap = new ResponseTap(request.Http, new NullBody(), request.State, payload);

        Assert.Equal(0, LeastAllocation.Measure(() => write(tap)));
        Assert.True(payload.Chunks!.Count > 1000);
        payload.OnEnd(complete: true);
    }

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

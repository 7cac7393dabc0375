using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Viewer.Json;
using TracedLlm.Viewer.Rows;
using TracedLlm.Viewer.Store;

namespace TracedLlm.Viewer.Web;

/// <summary>
/// Sends the changes of the store as server-sent events. A stream looks for changes by itself, so that requests never wait for it: what
/// changed several times meanwhile is one event, and a stream that is too slow begins anew.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="clock">Tells when to look.</param>
/// <param name="stopping">Ends all streams, so that the application can stop.</param>
/// <remarks>https://html.spec.whatwg.org/multipage/server-sent-events.html</remarks>
internal sealed class EventStreams(TraceStore store, TimeProvider clock, CancellationToken stopping)
{
    /// <summary>How many streams may be open.</summary>
    public const int MaxStreams = 16;

    private const string LastEventId = "Last-Event-ID";

    /// <summary>How long a change waits for others.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>After this time without an event a comment shows proxies that the stream is alive.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>After this time a stream ends. The reader opens it again and goes on, and must be allowed to: it may have signed out meanwhile.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    // Tells the ids of this process from those of an earlier one.
    private readonly string _process = Guid.NewGuid().ToString("N")[..8];
    private int _open;

    /// <summary>The id of the event after which a reader has seen <paramref name="change"/>.</summary>
    public string IdOf(long change) => string.Create(CultureInfo.InvariantCulture, $"{_process}-{change}");

    public async Task SendAsync(HttpContext http)
    {
        if (Interlocked.Increment(ref _open) > MaxStreams)
        {
            Interlocked.Decrement(ref _open);
            await JsonAnswer.SendErrorAsync(http, StatusCodes.Status503ServiceUnavailable, $"{MaxStreams} streams of events are open. Close another page of the viewer.").ConfigureAwait(false);
            return;
        }

        try
        {
            // A write waits as long as its reader takes nothing. Its stream must not keep its place for ever.
            using var expired = new CancellationTokenSource(Lifetime + Silence, clock);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping, expired.Token);
            await SendAsync(http, ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The reader has left or takes nothing, or the application stops.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task SendAsync(HttpContext http, CancellationToken ended)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["X-Accel-Buffering"] = "no"; // of nginx
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        var last = FindLast(http.Request);
        await WriteAsync(http, $"{(last is null ? "event: reset\ndata: {}\n" : ":\n")}\n", ended).ConfigureAwait(false);
        var start = clock.GetTimestamp();
        var (change, sent) = (last ?? store.Change, start);
        while (clock.GetElapsedTime(start) < Lifetime)
        {
            if (store.Change != change)
            {
                var changes = store.ReadChanges(change);
                change = changes.Change;
                await WriteAsync(http, Format(changes), ended).ConfigureAwait(false);
                sent = clock.GetTimestamp();
            }
            else if (clock.GetElapsedTime(sent) >= Silence)
            {
                await WriteAsync(http, ": \n\n", ended).ConfigureAwait(false);
                sent = clock.GetTimestamp();
            }

            await Task.Delay(Interval, clock, ended).ConfigureAwait(false);
        }
    }

    /// <summary>The change that the reader has seen last; the present one for a reader without any; <see langword="null"/> if it must read everything.</summary>
    private long? FindLast(HttpRequest request)
    {
        var id = request.Headers[LastEventId].ToString() is { Length: > 0 } header ? header : request.Query["since"].ToString();
        if (id.Length == 0)
        {
            return store.Change;
        }

        return id.StartsWith(_process + "-", StringComparison.Ordinal)
            && long.TryParse(id.AsSpan(_process.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var change)
            && !store.ReadChanges(change).IsReset
                ? change
                : null;
    }

    private string Format(TraceChanges changes)
    {
        var text = new StringBuilder();
        if (changes.IsReset)
        {
            text.Append("event: reset\ndata: {}\n\n");
        }

        foreach (var trace in changes.Traces)
        {
            if (RowReader.Read(trace) is { } row)
            {
                Append(text, "trace", json => RowJson.Write(json, row));
            }
        }

        if (changes.Removed.Count > 0)
        {
            Append(text, "removed", json =>
            {
                json.WriteStartArray();
                foreach (var key in changes.Removed)
                {
                    json.WriteStringValue(key.ToString());
                }

                json.WriteEndArray();
            });
        }

        // The id goes with the last event: only then the reader has seen all of them.
        return text.Append("id: ").Append(IdOf(changes.Change)).Append(CultureInfo.InvariantCulture, $"\nevent: seen\ndata: {{\"evicted\":{store.Evicted}}}\n\n").ToString();
    }

    private static void Append(StringBuilder text, string name, Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ValueJson.Options))
        {
            write(json);
        }

        // JSON on one line: the writer escapes line breaks in texts.
        text.Append("event: ").Append(name).Append("\ndata: ").Append(Encoding.UTF8.GetString(buffer.WrittenSpan)).Append("\n\n");
    }

    private static async Task WriteAsync(HttpContext http, string text, CancellationToken ended)
    {
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ended).ConfigureAwait(false);
        await http.Response.Body.FlushAsync(ended).ConfigureAwait(false);
    }
}

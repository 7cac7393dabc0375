using Microsoft.AspNetCore.Http;
using TracedLlm.Report;
using TracedLlm.Viewer.Details;
using TracedLlm.Viewer.Json;
using TracedLlm.Viewer.Rows;
using TracedLlm.Viewer.Store;
using TracedLlm.Viewer.Views;

namespace TracedLlm.Viewer.Web;

/// <summary>Answers all requests below the address of the viewer. It only reads.</summary>
/// <param name="guard">Refuses callers.</param>
/// <param name="store">The held traces.</param>
/// <param name="settings">What the page must know of the gateway.</param>
/// <param name="views">The views of a span.</param>
/// <param name="events">The streams of events.</param>
/// <param name="report">The report on what is traced.</param>
internal sealed class ViewerEndpoint(
    RequestGuard guard, TraceStore store, ViewerSettingsJson settings, ViewTable views, EventStreams events, GatewayReport? report)
{
    /// <summary>The route value with the rest of the path.</summary>
    public const string PathValue = "path";

    private const string Api = "api";
    private const string NotHeld = "The trace is no longer held.";

    // A search encodes all that is held. Several at once would take the processors of the process.
    private static readonly SemaphoreSlim Search = new(1);

    public Task HandleAsync(HttpContext http)
    {
        SecurityHeaders.Set(http.Response);
        var request = http.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            http.Response.Headers.Allow = "GET, HEAD";
            return JsonAnswer.SendErrorAsync(http, StatusCodes.Status405MethodNotAllowed, "The viewer only reads.");
        }

        var path = (request.RouteValues[PathValue] as string ?? "").Split('/');
        if (guard.FindRefusal(request, isApi: path[0] == Api) is { } refusal)
        {
            return JsonAnswer.SendErrorAsync(http, StatusCodes.Status403Forbidden, refusal);
        }

        return path switch
        {
            [""] => SendPageAsync(http),
            ["report"] when report is not null => SendAsync(http, new("text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(report.ToString()))),
            ["assets", ..] => SendAssetAsync(http, string.Join('/', path[1..])),
            [Api, "settings"] => JsonAnswer.SendAsync(http, settings.Write),
            [Api, "events"] => events.SendAsync(http),
            [Api, "traces"] => SendTracesAsync(http),
            [Api, "traces", var id] => SendTraceAsync(http, id),
            [Api, "traces", var id, "spans", var span, "views"] => SendViewsAsync(http, id, span),
            _ => JsonAnswer.SendErrorAsync(http, StatusCodes.Status404NotFound, "The viewer has no such address."),
        };
    }

    private static Task SendPageAsync(HttpContext http)
    {
        // All addresses on the page are relative, so that it works under any prefix of a proxy; so is this one.
        var path = http.Request.PathBase.Add(http.Request.Path).Value ?? "";
        if (path.Length > 0 && !path.EndsWith('/'))
        {
            http.Response.StatusCode = StatusCodes.Status302Found;
            http.Response.Headers.Location = $"./{Uri.EscapeDataString(path[(path.LastIndexOf('/') + 1)..])}/{http.Request.QueryString.ToUriComponent()}";
            return Task.CompletedTask;
        }

        return SendAssetAsync(http, "index.html");
    }

    private static Task SendAssetAsync(HttpContext http, string name) => ViewerAssets.Find(name) is { } asset
        ? SendAsync(http, asset)
        : JsonAnswer.SendErrorAsync(http, StatusCodes.Status404NotFound, "The viewer has no such file.");

    private static Task SendAsync(HttpContext http, ViewerAsset asset)
    {
        http.Response.ContentType = asset.ContentType;
        http.Response.ContentLength = asset.Bytes.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(asset.Bytes, http.RequestAborted).AsTask();
    }

    private Task SendTracesAsync(HttpContext http)
    {
        RowFilter filter;
        try
        {
            filter = RowFilter.Read(http.Request.Query);
        }
        catch (BadHttpRequestException exception)
        {
            return JsonAnswer.SendErrorAsync(http, StatusCodes.Status400BadRequest, exception.Message);
        }

        return SendTracesAsync(http, filter);
    }

    private async Task SendTracesAsync(HttpContext http, RowFilter filter)
    {
        var ended = http.RequestAborted;
        try
        {
            // The search is over before its answer is sent: a reader may take hours for it, and the next search waits for this one.
            var answer = filter.Text is null ? await EncodeTracesAsync(filter, ended).ConfigureAwait(false) : await SearchTracesAsync(filter, ended).ConfigureAwait(false);
            await JsonAnswer.SendAsync(http, answer).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The reader has left.
        }
    }

    private async Task<ReadOnlyMemory<byte>> SearchTracesAsync(RowFilter filter, CancellationToken ended)
    {
        await Search.WaitAsync(ended).ConfigureAwait(false);
        try
        {
            return await EncodeTracesAsync(filter, ended).ConfigureAwait(false);
        }
        finally
        {
            Search.Release();
        }
    }

    private async Task<ReadOnlyMemory<byte>> EncodeTracesAsync(RowFilter filter, CancellationToken ended)
    {
        var held = store.Read();
        List<TraceRow> rows = [];
        foreach (var trace in held.Traces)
        {
            if (filter.Apply(trace) is { } row)
            {
                rows.Add(row);
            }

            if (filter.Text is not null)
            {
                // Requests that wait for a thread come in between.
                await Task.Yield();
            }

            ended.ThrowIfCancellationRequested();
        }

        return JsonAnswer.Encode(json => TracesJson.Write(json, held, rows, events.IdOf(held.Change)));
    }

    private Task SendTraceAsync(HttpContext http, string id) => store.Find(id) is not { } trace
        ? JsonAnswer.SendErrorAsync(http, StatusCodes.Status404NotFound, NotHeld)
        : JsonAnswer.SendAsync(
            http,
            json => DetailJson.TryWrite(json, trace, settings.Selection, $"{http.Request.Scheme}://{http.Request.Host}"),
            NotHeld);

    private Task SendViewsAsync(HttpContext http, string id, string span) => store.Find(id) is not { } trace
        ? JsonAnswer.SendErrorAsync(http, StatusCodes.Status404NotFound, NotHeld)
        : JsonAnswer.SendAsync(http, json => ViewsJson.TryWrite(json, trace, span, views), "The trace has no such span.");
}

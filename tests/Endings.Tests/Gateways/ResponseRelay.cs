using System.Text;
using Microsoft.AspNetCore.Http;
using TracedLlm.Endings.Tests.Endings;

namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>Passes a provider's response on to the caller.</summary>
internal sealed class ResponseRelay(Exchange exchange)
{
    public async Task PassOnAsync(HttpResponseMessage response, HttpContext http)
    {
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        try
        {
            if (exchange.Ending.Relay == Relay.Buffered)
            {
                await http.Response.Body.WriteAsync(await response.Content.ReadAsByteArrayAsync(http.RequestAborted), http.RequestAborted);
            }
            else
            {
                await CopyAsync(response, http);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && !http.RequestAborted.IsCancellationRequested)
        {
            throw new GatewayException(StatusCodes.Status502BadGateway, "The provider broke off.", exception);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, HttpContext http)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        await using var body = await response.Content.ReadAsStreamAsync(http.RequestAborted);
        var part = new byte[16 * 1024];
        var events = 0;
        while (await ReadAsync(body, part, silence, http.RequestAborted) is var read and > 0)
        {
            await http.Response.Body.WriteAsync(part.AsMemory(0, read), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            events += Encoding.UTF8.GetString(part, 0, read).Split("\n\n").Length - 1;
            if (exchange.Ending.Relay == Relay.StopsEarly && events >= exchange.Row.HalfOfEvents)
            {
                return;
            }
        }
    }

    // The timeout starts after the caller has received the sent events, so that a busy machine does not change the ending.
    private async Task<int> ReadAsync(Stream body, byte[] part, CancellationTokenSource silence, CancellationToken aborted)
    {
        var reading = body.ReadAsync(part, silence.Token).AsTask();
        if (exchange.Ending.Attempts[^1] == Attempt.StreamHangs && exchange.Ending.CallerDisconnect == CallerDisconnect.Never)
        {
            await Task.WhenAny(reading, exchange.CallerHasHalf.Task);
            if (!reading.IsCompleted)
            {
                await silence.CancelAsync();
            }
        }

        try
        {
            return await reading;
        }
        catch (OperationCanceledException exception) when (!aborted.IsCancellationRequested)
        {
            throw new TimeoutException("The provider sends nothing any more.", exception);
        }
    }
}

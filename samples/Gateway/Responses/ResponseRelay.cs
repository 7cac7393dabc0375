using System.Buffers;

namespace TracedLlm.Samples.Gateway;

/// <summary>Passes a provider's response on to the caller.</summary>
internal sealed class ResponseRelay(GatewayConfiguration configuration)
{
    private const int PartSize = 16 * 1024;
    private const int MostHeldBack = 64 * 1024 * 1024;

    /// <summary>The only headers of a provider that the caller receives, besides rate limits.</summary>
    private static readonly string[] PassedHeaders = ["request-id", "x-request-id", "retry-after"];
    private static readonly string[] PassedPrefixes = ["x-ratelimit-", "anthropic-ratelimit-"];
    private static readonly string[] PassedContentHeaders = ["Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition"];

    /// <summary>Copies the response to the caller byte for byte while it arrives, without a chunk of usage that the caller did not ask for.</summary>
    /// <exception cref="ProviderFailedException">The response broke off before the gateway sent any byte to the caller.</exception>
    public async Task CopyAsync(ProviderAnswer answer, HttpContext http)
    {
        SetHeaders(answer, http.Response, PassedContentHeaders);
        var part = ArrayPool<byte>.Shared.Rent(PartSize);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        try
        {
            await using var body = await answer.ReadBodyAsync(http.RequestAborted);
            while (await ReadAsync(body, part, silence, http.RequestAborted) is var read and > 0)
            {
                await http.Response.Body.WriteAsync(part.AsMemory(0, read), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException && !http.RequestAborted.IsCancellationRequested)
        {
            throw BrokenOff(exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    /// <summary>Reads the complete response before the gateway sends any part of it.</summary>
    /// <exception cref="ProviderFailedException">The provider broke off.</exception>
    public async Task<BufferedAnswer> HoldBackAsync(ProviderAnswer answer, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(configuration.RequestTimeout);
        try
        {
            await answer.Response.Content.LoadIntoBufferAsync(MostHeldBack, timeout.Token);
            await using var body = await answer.ReadBodyAsync(timeout.Token);
            using var bytes = new MemoryStream();
            await body.CopyToAsync(bytes, timeout.Token);
            return new BufferedAnswer(answer.Response.Content.Headers.ContentType?.ToString(), bytes.ToArray());
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw BrokenOff(new TimeoutException("The provider's response did not end in time.", exception));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw BrokenOff(exception);
        }
    }

    public static async Task SendAsync(BufferedAnswer answer, HttpContext http)
    {
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    /// <summary>Sets the status and the headers of a response whose body may still change.</summary>
    public static void SetHeaders(ProviderAnswer answer, HttpResponse response) => SetHeaders(answer, response, []);

    private static void SetHeaders(ProviderAnswer answer, HttpResponse response, string[] contentHeaders)
    {
        response.StatusCode = (int)answer.Response.StatusCode;
        foreach (var (name, values) in answer.Response.Headers.NonValidated)
        {
            if (PassedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) || PassedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                response.Headers[name] = values.ToString();
            }
        }

        foreach (var name in contentHeaders)
        {
            if ((name != "Content-Length" || !answer.RemovesChunk) && answer.Response.Content.Headers.NonValidated.TryGetValues(name, out var values))
            {
                response.Headers[name] = values.ToString();
            }
        }

        response.Headers["x-litellm-model-id"] = answer.Deployment.Id;
        response.Headers["x-litellm-model-group"] = answer.Deployment.ModelGroup;
    }

    private async ValueTask<int> ReadAsync(Stream body, byte[] part, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        silence.CancelAfter(configuration.RequestTimeout);
        try
        {
            return await body.ReadAsync(part, silence.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The provider sent nothing for {configuration.RequestTimeout.TotalSeconds} s.", exception);
        }
    }

    private static ProviderFailedException BrokenOff(Exception exception) => exception is TimeoutException
        ? new ProviderFailedException(StatusCodes.Status504GatewayTimeout, "The provider's response did not arrive in time.", exception)
        : new ProviderFailedException(StatusCodes.Status502BadGateway, "The provider's response broke off.", exception);
}

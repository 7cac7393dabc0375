using System.Buffers;

namespace TracedLlm.Samples.Gateway;

/// <summary>Passes a provider's response on to the caller.</summary>
internal sealed class ResponseRelay(GatewayConfiguration configuration, TimeProvider time)
{
    private const int PartSize = 16 * 1024;
    private const int MostHeldForCost = 1024 * 1024;
    private const int MostHeldBack = 64 * 1024 * 1024;

    // The default of a request's time: a caller's SDK waits no longer for the first byte either.
    private static readonly TimeSpan LongestHeldBack = TimeSpan.FromMinutes(10);

    /// <summary>The only headers of a provider that the caller receives under their own names (see also <see cref="ProviderHeaders"/>), except of a pass-through and of <see cref="WireFormat.HeaderPrefix"/>: ids, and what steers the client's retries.</summary>
    private static readonly string[] PassedHeaders =
        ["request-id", "x-request-id", "apim-request-id", "x-amzn-requestid", "x-amzn-errortype", "retry-after", "retry-after-ms", "x-ms-retry-after-ms", RetryAdvice.ShouldRetry];

    private static readonly string[] PassedPrefixes = ["x-ratelimit", "ratelimit", "anthropic-ratelimit-"];
    private static readonly string[] ChangesWithBody = ["Content-Length", "Content-MD5", "Content-Digest", "Repr-Digest", "Digest", "ETag"];
    private static readonly string[] PassedContentHeaders = ["Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition"];

    /// <summary>
    /// Copies the response to the caller byte for byte while it arrives, without a chunk of usage that the caller did not ask for. If a
    /// stream breaks off, the caller receives an error event in the form of its API and a regular end. If an error breaks off before the
    /// caller has any of it, the caller receives its status and an error in the form of its API.
    /// </summary>
    /// <exception cref="ProviderFailedException">The response broke off.</exception>
    public async Task CopyAsync(ProviderAnswer answer, HttpContext http)
    {
        if (AnswerAddresses.PlacesIn(answer) is { } places)
        {
            await CopyWithAddressesAsync(answer, places, http);
            return;
        }

        SetHeaders(answer, http, PassedContentHeaders);
        var framing = StreamFraming.ForAnswer(answer.Response, http.Response.ContentLength);
        try
        {
            await CopyAsync(answer, framing, http);
            answer.Complete();
        }
        catch (Exception exception) when (IsBreak(exception, http))
        {
            if (framing is { IsComplete: true })
            {
                answer.Complete();
                if (framing.MissingEnd is { Length: > 0 } end)
                {
                    await SendAsync(http, end);
                }

                return;
            }

            answer.BreakOff(exception);
            if (!http.Response.HasStarted && IsError(answer))
            {
                PassHeaders(answer.Response.Headers.NonValidated.ToDictionary(static header => header.Key, static header => (IEnumerable<string>)header.Value), http, answer.HeaderPrefix);
                throw ErrorBrokenOff(answer, exception);
            }

            var failure = BrokenOff(exception);
            if (http.Response.HasStarted && framing?.ErrorEvent(failure.Status, failure.Message) is { } error)
            {
                await SendAsync(http, error);
                throw BrokenOff(exception, hasErrorEvent: true);
            }

            throw failure;
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested && framing is { IsComplete: true })
        {
            // Clients close a stream at its last event; a provider may end the body later.
            answer.Complete();
            throw;
        }
    }

    private async Task CopyWithAddressesAsync(ProviderAnswer answer, JsonPaths places, HttpContext http)
    {
        var complete = await HoldBackAsync(answer, http.RequestAborted);
        SetHeaders(answer, http);
        await SendAsync(complete with { Body = AnswerAddresses.Replace(complete.Body, places, new GatewayAddress(http.Request, answer, configuration.PublicAddress)) }, http);
    }

    private async Task CopyAsync(ProviderAnswer answer, StreamFraming? framing, HttpContext http)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PartSize);
        using var silence = new TimeLimit(time, http.RequestAborted);
        var held = 0;
        var start = time.GetTimestamp();

        // The headers of an answer that is not too long are sent when it is complete, with its cost. A provider may send blanks until it answers.
        var content = answer.Response.Content.Headers;
        var isOnePart = framing is null && content.ContentType?.MediaType == "application/json" && content.ContentLength is null or <= MostHeldForCost;
        try
        {
            await using var body = await answer.ReadBodyAsync(http.RequestAborted);
            while (await ReadAsync(body, buffer.AsMemory(held), answer.Timeout, silence, http.RequestAborted) is var read and > 0)
            {
                held += read;
                if (isOnePart && (held < buffer.Length || buffer.Length < MostHeldForCost) && time.GetElapsedTime(start) <= LongestHeldBack)
                {
                    buffer = held < buffer.Length ? buffer : Enlarge(buffer);
                    continue;
                }

                isOnePart = false;
                var passed = framing?.Take(buffer.AsSpan(0, held), isFull: held == buffer.Length) ?? held;
                if (passed > 0)
                {
                    await SendAsync(http, buffer.AsMemory(0, passed));
                    buffer.AsSpan(passed, held - passed).CopyTo(buffer);
                    held -= passed;
                }
            }

            if (held > 0)
            {
                await SendAsync(http, buffer.AsMemory(0, held));
            }
        }
        catch (Exception exception) when (((isOnePart && !IsError(answer)) || framing is { IsInUnit: true }) && held > 0 && IsBreak(exception, http))
        {
            // The caller has the beginning of the unit already, or would have it if the answer were longer. Half of an error hides its status:
            // the SDKs report a failed connection, and try again.
            await SendAsync(http, buffer.AsMemory(0, held));
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Enlarge(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static bool IsError(ProviderAnswer answer) => (int)answer.Response.StatusCode >= 400;

    private static bool IsBreak(Exception exception, HttpContext http) =>
        exception is HttpRequestException or IOException or TimeoutException && !http.RequestAborted.IsCancellationRequested;

    private static async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> bytes)
    {
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    /// <summary>Reads the complete response before the gateway sends any part of it.</summary>
    /// <exception cref="ProviderFailedException">The provider broke off.</exception>
    public async Task<BufferedAnswer> HoldBackAsync(ProviderAnswer answer, CancellationToken cancellationToken)
    {
        using var timeout = new TimeLimit(time, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(PartSize);
        var start = time.GetTimestamp();
        var longest = answer.Timeout > LongestHeldBack ? answer.Timeout : LongestHeldBack;
        try
        {
            await using var body = await answer.ReadBodyAsync(cancellationToken);
            using var bytes = new MemoryStream();
            int read;
            do
            {
                // A stream may last longer than the provider may be silent, but a provider that sends comments only is not silent.
                timeout.Start(answer.Timeout);
                read = await body.ReadAsync(buffer, timeout.Token);
                if (bytes.Length + read > MostHeldBack)
                {
                    throw BrokenOff(new HttpRequestException($"The provider's response is longer than {MostHeldBack} bytes."));
                }

                if (read > 0 && time.GetElapsedTime(start) > longest)
                {
                    throw new TimeoutException($"The provider's response did not end within {longest.TotalSeconds} s.");
                }

                bytes.Write(buffer.AsSpan(0, read));
            }
            while (read > 0);
            answer.Complete();
            return new BufferedAnswer(answer.Response.Content.Headers.ContentType?.ToString(), bytes.ToArray());
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            var silence = new TimeoutException("The provider's response did not end in time.", exception);
            answer.BreakOff(silence);
            throw BrokenOff(silence);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                answer.BreakOff(exception);
            }

            throw BrokenOff(exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static async Task SendAsync(BufferedAnswer answer, HttpContext http)
    {
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    /// <summary>Passes the headers of a refusal whose body the caller does not get: ids, and what steers the client's retries.</summary>
    /// <param name="headers">The headers of the refusal.</param>
    /// <param name="http">The request.</param>
    /// <param name="ofApi"><see cref="WireFormat.HeaderPrefix"/> of the request's API.</param>
    public static void PassHeaders(IReadOnlyDictionary<string, IEnumerable<string>> headers, HttpContext http, string? ofApi = null) =>

        // The error's response replaces headers that are set now. The last registered function runs first, so the provider's id replaces the gateway's.
        http.Response.OnStarting(() =>
        {
            foreach (var (name, values) in headers)
            {
                if (IsPassed(name, ofApi))
                {
                    http.Response.Headers[name] = values.ToArray();
                }
            }

            return Task.CompletedTask;
        });

    private static bool IsPassed(string name, string? ofApi) =>
        (ofApi is not null && name.StartsWith(ofApi, StringComparison.OrdinalIgnoreCase))
        || PassedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)
        || PassedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Sets the status and the headers of a response whose body may still change.</summary>
    public void SetHeaders(ProviderAnswer answer, HttpContext http) => SetHeaders(answer, http, []);

    private void SetHeaders(ProviderAnswer answer, HttpContext http, string[] contentHeaders)
    {
        var response = http.Response;
        response.StatusCode = (int)answer.Response.StatusCode;
        if (answer.Vendor is not null)
        {
            foreach (var (name, values) in PassThroughHeaders.FromProvider(answer.Response))
            {
                if (contentHeaders.Length > 0 || !ChangesWithBody.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    response.Headers[name] = values;
                }
            }
        }

        foreach (var (name, values) in answer.Response.Headers.NonValidated)
        {
            if (IsPassed(name, answer.HeaderPrefix))
            {
                response.Headers[name] = values.ToString();
            }
        }

        foreach (var name in answer.Vendor is not null ? [] : contentHeaders)
        {
            if ((name != "Content-Length" || !answer.RemovesChunk) && answer.Response.Content.Headers.NonValidated.TryGetValues(name, out var values))
            {
                response.Headers[name] = values.ToString();
            }
        }

        var gateway = new GatewayAddress(http.Request, answer, configuration.PublicAddress);
        foreach (var name in AnswerAddresses.Headers)
        {
            response.Headers.Remove(name);
            if (answer.Response.Headers.NonValidated.TryGetValues(name, out var values) || answer.Response.Content.Headers.NonValidated.TryGetValues(name, out values))
            {
                response.Headers[name] = gateway.Find(values.ToString());
            }
        }

        if (answer.Vendor is null)
        {
            ProviderHeaders.Copy(answer, response.Headers);
        }

        GatewayHeaders.SetDeployment(http, answer.Deployment, configuration.ShowApiBase);
    }

    private static async ValueTask<int> ReadAsync(Stream body, Memory<byte> part, TimeSpan timeout, TimeLimit silence, CancellationToken cancellationToken)
    {
        silence.Start(timeout);
        try
        {
            return await body.ReadAsync(part, silence.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The provider sent nothing for {timeout.TotalSeconds} s.", exception);
        }
        finally
        {
            // The time in which the gateway waits for its caller is no silence of the provider.
            silence.Stop();
        }
    }

    private static ProviderFailedException BrokenOff(Exception exception, bool hasErrorEvent = false) => exception is TimeoutException
        ? new ProviderFailedException(StatusCodes.Status504GatewayTimeout, "The provider's response did not arrive in time.", exception) { HasErrorEvent = hasErrorEvent }
        : new ProviderFailedException(StatusCodes.Status502BadGateway, "The provider's response broke off.", exception) { HasErrorEvent = hasErrorEvent };

    private static ProviderFailedException ErrorBrokenOff(ProviderAnswer answer, Exception exception)
    {
        var status = (int)answer.Response.StatusCode;
        var what = exception switch
        {
            TimeoutException => "did not arrive in time",
            ErrorNotKeptException => "was too long or too slow to be kept",
            _ => "broke off",
        };
        return new ProviderFailedException(status, $"The provider of '{answer.Deployment.ModelGroup}' answered with status {status}, but its error {what}.", exception);
    }
}

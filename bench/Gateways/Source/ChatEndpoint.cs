using System.Globalization;
using System.Text.Json;

namespace TracedLlm.Bench.Gateways;

/// <summary>The route: reads the request, lets the caller in, checks the limits and the guardrail, asks the provider and relays its answer.</summary>
internal sealed partial class ChatEndpoint(KeyRing keys, RequestLimits limits, PatternGuardrail guardrail, ProviderClient provider)
{
    private const int BufferLength = 16 * 1024;

    private async Task HandleCoreAsync(HttpContext http)
    {
        using var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        var request = JsonSerializer.Deserialize(body.Bytes.Span, ChatJson.Default.ChatRequest) ?? new ChatRequest();
        OnRequest(http, request);
        var caller = await AuthenticateAsync(http);
        if (caller is null)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await ReserveAsync(caller);
        if ((await CheckAsync(guardrail.Name, body)).IsBlocked)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await WorkAsync(http);
        using var response = await provider.SendAsync(new Deployment("openai", "deployment-1", request.Model ?? ""), body.Bytes, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        http.Response.ContentLength = response.Content.Headers.ContentLength;
        await RelayAsync(http, response);
        OnAnswered(http);
    }

    private Task<Caller?> AuthenticateCoreAsync(HttpContext http) => Task.FromResult(keys.Find(http.Request.Headers.Authorization.ToString()));

    private ValueTask ReserveCoreAsync(Caller caller)
    {
        limits.Reserve(caller);
        return ValueTask.CompletedTask;
    }

    private ValueTask<Verdict> CheckCoreAsync(string name, RequestBody body) => name == guardrail.Name
        ? new ValueTask<Verdict>(guardrail.Check(body.Bytes.Span))
        : throw new InvalidOperationException($"There is no guardrail '{name}'.");

    private static ValueTask StepCoreAsync() => ValueTask.CompletedTask;

    /// <summary>More spans and attributes, as many as the bench asks for.</summary>
    private static async ValueTask WorkAsync(HttpContext http)
    {
        for (var steps = Count(http, "x-spans"); steps > 0; steps--)
        {
            await StepAsync();
        }

        if (Count(http, "x-attributes") is > 0 and var attributes)
        {
            OnAttributes(http, attributes);
        }
    }

    private static int Count(HttpContext http, string header) =>
        int.TryParse(http.Request.Headers[header], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    private static async Task RelayAsync(HttpContext http, HttpResponseMessage response)
    {
        var isStream = response.Content.Headers.ContentLength is null;
        await using var content = await response.Content.ReadAsStreamAsync(http.RequestAborted);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            while (await content.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
            {
                OnRelayed(http, buffer.AsSpan(0, read));
                await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
                if (isStream)
                {
                    await http.Response.Body.FlushAsync(http.RequestAborted);
                }
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // What tracing by hand adds. Without an implementation the compiler removes the calls.
    static partial void OnRequest(HttpContext http, ChatRequest request);

    static partial void OnAttributes(HttpContext http, int count);

    static partial void OnRelayed(HttpContext http, ReadOnlySpan<byte> bytes);

    static partial void OnAnswered(HttpContext http);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Answers;

/// <summary>A gateway that sends each request on, to each of some paths of its provider in turn, and passes the last answer through.</summary>
internal static class AnsweringGateway
{
    public static Task<TestGateway> StartAsync(string route, FakeUpstream upstream, bool content, params string[] paths) =>
        StartAsync(route, content, async http =>
        {
            using var client = new HttpClient();
            foreach (var path in paths)
            {
                using var response = await SendAsync(client, new Uri(upstream.Endpoint, path));
                if (path != paths[^1])
                {
                    await response.Content.ReadAsByteArrayAsync();
                    continue;
                }

                http.Response.StatusCode = (int)response.StatusCode;
                http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
                await response.Content.CopyToAsync(http.Response.Body);
            }
        });

    public static Task<TestGateway> StartAsync(string route, bool content, Func<HttpContext, Task> handle) =>
        TestGateway.StartAsync(new GatewaySetup
        {
            Options = options => options.CaptureContent = content,
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(route, [TracedLlmRoute] (HttpContext http) => handle(http));
            },
        });

    /// <summary>One attempt, whose request is disposed before its answer is read, as it is in most gateways.</summary>
    public static Task<HttpResponseMessage> SendAsync(HttpClient client, Uri to)
    {
        return LlmSpan.StartCall("m").EndWith(SendCoreAsync());

        async Task<HttpResponseMessage> SendCoreAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, to)
            {
                Content = new StringContent("""{"model":"m","max_tokens":7,"messages":[],"api_key":"sk-in-body"}""", null, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-in-header");
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
    }
}

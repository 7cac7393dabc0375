using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export.Views;
using TracedLlm.Facts;
using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Export.Tests.Views;

/// <summary>A gateway of one route whose requests end as their header says; its spans are kept for the views.</summary>
internal sealed class ViewGateway : IAsyncDisposable
{
    public const string CallerTrace = "0af7651916cd43dd8448eb211c80319c";
    public const string CallerSpan = "b7ad6b7169203331";
    public const string Caller = $"00-{CallerTrace}-{CallerSpan}-01";

    /// <summary>A request with all that a span can say of one.</summary>
    public const string Body =
        """
        {
          "model": "gpt-4o-mini", "temperature": 0, "max_tokens": 256, "stop": ["END"], "user": "user-7",
          "messages": [
            {"role": "system", "content": "Answer \"briefly\"."},
            {"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://images.test/cat.png"}}]},
            {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{\"at\":\"cat\"}"}}]},
            {"role": "tool", "tool_call_id": "call_1", "content": "A cat."}
          ],
          "tools": [{"type": "function", "function": {"name": "look", "description": "Looks", "parameters": {"type": "object", "properties": {"at": {"type": "string"}}}}}],
          "metadata": {
            "session_id": "session-1", "trace_name": "greeting", "tags": ["red", "blue"], "trace_version": "v3", "trace_release": "r7",
            "trace_metadata": {"campaign": "spring"}, "generation_name": "greet", "prompt_name": "hello", "prompt_version": 4,
            "region": "eu", "nested": {"a": [1, true]}
          }
        }
        """;

    private readonly WebApplication _app;
    private readonly RecordedActivities _activities = new(TracedLlmTelemetry.SourceName);
    private LlmTrace? _trace;

    private ViewGateway(WebApplication app) => _app = app;

    public static async Task<ViewGateway> StartAsync(bool content = true)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection([new("TracedLlm:CaptureContent", content ? "true" : "false")]);
        builder.Services.AddRouting();
        builder.Services.AddTracedLlm(builder.Configuration);
        var app = builder.Build();
        var gateway = new ViewGateway(app);
        app.UseRouting();
        app.UseTracedLlm();
        app.MapPost("/v1/chat/completions", gateway.AnswerAsync).WithMetadata(new TracedLlmRouteAttribute());
        app.MapPost("/v1/embeddings", gateway.AnswerAsync).WithMetadata(new TracedLlmRouteAttribute());
        await app.StartAsync();
        return gateway;
    }

    /// <summary>Sends a request, and waits for its spans.</summary>
    /// <param name="ending">How it ends: <c>success</c>, <c>stream</c>, <c>cut</c>, <c>block</c>, <c>retry</c>, <c>failure</c>, <c>refuse</c>, <c>cache</c>.</param>
    /// <param name="body">What it says.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="headers">Its headers.</param>
    public async Task<ViewedRequest> SendAsync(
        string ending,
        string body = Body,
        string path = "/v1/chat/completions",
        params (string Name, string Value)[] headers)
    {
        using var client = _app.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(ending is "stream" or "cut" ? body.Replace("\"temperature\"", "\"stream\": true, \"temperature\"", StringComparison.Ordinal) : body, Encoding.UTF8, "application/json"),
            Headers = { { "x-ending", ending } },
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        var before = _activities.Activities.Count;
        try
        {
            using var response = await client.SendAsync(request);
            await response.Content.ReadAsStringAsync();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // A stream that breaks off.
        }

        var trace = _trace!.State;
        var stopped = await _activities.WaitForAsync(all => all.Contains(trace.Root));
        var activities = stopped.Skip(before).ToList();
        return new ViewedRequest(
            activities,
            new RequestSnapshot(
                trace.Root!,
                trace.EverySpan,
                () => activities.Find(activity => activity.GetTagItem(LibraryAttributes.CallType) is not null),
                trace.ParentSource));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _activities.Dispose();
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body, string type = "application/json") => new(status)
    {
        Content = new StringContent(body, Encoding.UTF8, type),
        RequestMessage = new HttpRequestMessage(HttpMethod.Post, "https://api.openai.test/v1/chat/completions"),
    };

    private static async Task<HttpResponseMessage> CallAsync(HttpResponseMessage answer)
    {
        var span = LlmSpan.StartCall("gpt-4o-mini-2024-07-18", [new(GenAi.ProviderName, "openai"), new(LiteLlm.ProviderModel, "gpt-4o-mini-2024-07-18")]);
        var response = await span.EndWith(Task.FromResult(answer));
        if (!response.IsSuccessStatusCode)
        {
            response.Dispose();
        }

        return response;
    }

    private static async Task RelayAsync(HttpContext http, HttpResponseMessage answer)
    {
        using (answer)
        {
            http.Response.StatusCode = (int)answer.StatusCode;
            http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await answer.Content.CopyToAsync(http.Response.Body);
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        _trace = LlmTrace.Current!;
        using (LlmSpan.StartStage(LlmStage.Auth))
        {
            _trace.SetCaller(new LlmCaller { KeyHash = "hash-1", KeyAlias = "mobile", TeamId = "team-1", TeamAlias = "Team", UserId = "owner" });
        }

        var ending = http.Request.Headers["x-ending"].ToString();
        if (ending == "refuse")
        {
            http.Response.StatusCode = 404;
            return;
        }

        using (var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
        {
            if (ending == "block")
            {
                guardrail.SetOutcome(GuardrailOutcome.Blocked(["violence"]) with { Response = "Not that." });
                http.Response.StatusCode = 400;
                return;
            }

            guardrail.SetOutcome(GuardrailOutcome.Passed);
        }

        await EndAsync(http, ending);
    }

    private async Task EndAsync(HttpContext http, string ending)
    {
        switch (ending)
        {
            case "cache":
                _trace!.SetCacheHit(true);
                await RelayAsync(http, Answer(HttpStatusCode.OK, RecordedOpenAi.ChatCompletion));
                break;
            case "failure":
                await CallAsync(Answer(HttpStatusCode.TooManyRequests, RecordedOpenAi.RateLimitError));
                http.Response.StatusCode = 429;
                break;
            case "retry":
                await CallAsync(Answer(HttpStatusCode.InternalServerError, RecordedOpenAi.ServerError));
                await RelayAsync(http, await CallAsync(Answer(HttpStatusCode.OK, RecordedOpenAi.ChatCompletion)));
                break;
            case "stream":
                await RelayAsync(http, await CallAsync(Answer(HttpStatusCode.OK, RecordedOpenAi.ChatCompletionStream.ToText(), "text/event-stream")));
                break;
            case "cut":
                await RelayAsync(http, await CallAsync(Answer(HttpStatusCode.OK, RecordedOpenAi.ChatCompletionStream.Take(3).ToText(), "text/event-stream")));
                await http.Response.Body.FlushAsync();
                throw new IOException("The provider broke off.");
            default:
                _trace!.SetCost(0.0125);
                await RelayAsync(http, await CallAsync(Answer(HttpStatusCode.OK, RecordedOpenAi.ChatCompletion)));
                break;
        }
    }
}

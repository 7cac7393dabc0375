using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Samples.Gateway.Tests.Apis;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Requests;

public sealed class RemovedFieldsTests
{
    private const string End = "' of a request to the chat completions API is LiteLLM's, or has the name of a secret. It has no effect here, and providers do not receive it. This is logged once";

    [Fact]
    public void A_field_is_logged_once_for_an_API()
    {
        var lines = new Lines();
        var removed = new RemovedFields(lines);

        removed.Log("chat completions", "drop_params");
        removed.Log("chat completions", "drop_params");
        removed.Log("chat completions", "a\nb_api_key" + new string('x', 100));
        removed.Log("messages", "drop_params");

        Assert.Equal(
            [$"The field 'drop_params{End}", $"The field 'a?b_api_key{new string('x', 53)}{End}", $"The field 'drop_params{End.Replace("chat completions", "messages", StringComparison.Ordinal)}"],
            lines.Written);
    }

    [Fact]
    public async Task A_field_behind_a_large_file_is_logged()
    {
        const string api = "transcription";
        var lines = new Lines();
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: gpt, litellm_params: {{ model: openai/gpt, api_base: '{upstream.Endpoint}v1', api_key: sk-provider }} }}]");
        gateway.AddLog(lines);
        var form = ApiRequest.FormOf(
            ("model", "gpt"), ("language", "de"), ("file", new string('x', 2 * 1024 * 1024)), ("num_retries", "3"), ("api_base", "https://own.example.com"), ("dd_api_key", "k"), ("litellm_metadata", "{}"), ("prompt", "p"));

        for (var i = 0; i < 2; i++)
        {
            using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/audio/transcriptions", $"multipart/form-data; boundary={ApiRequest.Boundary}", form);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        // The gateway logs after the answer.
        await Eventually.BecomesTrueAsync(() => lines.Written.Count >= 3);

        Assert.Equal(
            [
                $"The field 'num_retries' of a request to the {api} API stands behind a large file. It has no effect there, and providers do not receive it: put it in front of the file. This is logged once",
                $"The field 'api_base' of a request to the {api} API stands behind a large file. It has no effect there, and providers do not receive it: put it in front of the file. This is logged once",
                $"The field 'dd_api_key{End.Replace("chat completions", api, StringComparison.Ordinal)}",
            ],
            lines.Written);
        Assert.All(upstream.Requests, request => Assert.DoesNotContain("own.example.com", request.Body, StringComparison.Ordinal));
    }

    [Fact]
    public void Callers_cannot_fill_the_log()
    {
        var lines = new Lines();
        var removed = new RemovedFields(lines);

        for (var i = 0; i < 1000; i++)
        {
            removed.Log("chat completions", $"secret_{i}");
        }

        Assert.Equal(500, lines.Written.Count);
    }

    private sealed class Lines : ILogger<RemovedFields>, ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => categoryName == typeof(RemovedFields).FullName ? this : NullLogger.Instance;

        public void Dispose()
        {
        }

        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }
}

using Microsoft.Extensions.Logging;

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

    private sealed class Lines : ILogger<RemovedFields>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }
}

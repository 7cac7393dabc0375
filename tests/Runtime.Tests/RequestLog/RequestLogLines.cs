using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TracedLlm.Tests.RequestLog;

/// <summary>The lines of the category <c>TracedLlm.RequestLog</c>.</summary>
internal sealed class RequestLogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Lined(this, categoryName == "TracedLlm.RequestLog");

    public void Dispose()
    {
    }

    private sealed class Lined(RequestLogLines lines, bool isShown) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isShown;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (isShown)
            {
                lines._lines.Enqueue($"{logLevel}: {formatter(state, exception)}" + (exception is null ? "" : $" ({exception.Message})"));
            }
        }
    }
}

using Microsoft.Extensions.Logging;

namespace TracedLlm.Tests.Gateways;

/// <summary>Logging that is on, which makes ASP.NET Core create an activity for every request, and shows nothing.</summary>
internal sealed class SilentLogging : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
    }

    public void Dispose()
    {
    }
}

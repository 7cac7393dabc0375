using Microsoft.Extensions.Logging;
using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A log whose provider has a fault.</summary>
internal sealed class ThrowingLog : ILogger<BackendLog>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new InvalidOperationException("nowhere to write to");
}

namespace Prism;

public sealed class FailureSink(ILogger<FailureSink> logger)
{
    [FailureLoggingPath]
    public void Take(PrismFault fault)
    {
        LlmTrace.Current?.RecordException(fault);
        var level = fault switch
        {
            MalformedFault => LogLevel.Information,
            ToxicFault => LogLevel.Warning,
            _ => LogLevel.Error,
        };
        logger.Log(level, fault, "{Fault}", fault.Message);
    }
}

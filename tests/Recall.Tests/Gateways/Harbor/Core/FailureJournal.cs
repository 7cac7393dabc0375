using Harbor.Contracts;

namespace Harbor.Core;

public sealed class FailureJournal(ILogger<FailureJournal> logger)
{
    [FailureLoggingPath]
    public void Write(Exception exception, string route)
    {
        switch (exception)
        {
            case PolicyViolationException violation:
                logger.LogWarning(violation, "{Route}: policy {Policy}", route, violation.Policy);
                break;
            case HarborException known:
                logger.LogError(known, "{Route}", route);
                break;
            default:
                logger.LogCritical(exception, "{Route}: a bug", route);
                break;
        }
    }
}

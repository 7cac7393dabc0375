using Microsoft.AspNetCore.Diagnostics;

namespace Atlas.Hosting;

public class AtlasException(string message, Exception? inner = null) : Exception(message, inner)
{
    public virtual int Status => StatusCodes.Status500InternalServerError;
}

public sealed class ClusterUnknownException(string cluster) : AtlasException($"No cluster {cluster}");

public sealed class DestinationException(string destination, Exception? inner = null) : AtlasException($"{destination} is not reachable", inner)
{
    public override int Status => StatusCodes.Status502BadGateway;
}

public sealed class BodyTooLargeException(long length) : AtlasException($"{length} bytes")
{
    public override int Status => StatusCodes.Status413PayloadTooLarge;
}

public sealed class JailbreakException(string rule) : AtlasException(rule), IGuardrailBlock
{
    public override int Status => StatusCodes.Status403Forbidden;
}

public sealed class AtlasExceptionHandler(IRequestLog log, IProblemDetailsService? problems = null) : IExceptionHandler
{
    [FailureLoggingPath]
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not AtlasException atlas)
        {
            return false;
        }

        log.Failed(context, atlas);
        context.Response.StatusCode = atlas.Status;
        if (problems is not null)
        {
            await problems.WriteAsync(new ProblemDetailsContext { HttpContext = context, Exception = exception });
        }

        return true;
    }
}

public sealed class FailureCounter : ILlmFailureLog
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Log(LlmFailure failure) => Interlocked.Increment(ref _count);
}

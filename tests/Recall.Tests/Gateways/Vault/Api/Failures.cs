using Microsoft.AspNetCore.Diagnostics;
using Newtonsoft.Json;

namespace Vault.Api;

public class VaultException(string message, int status) : Exception(message)
{
    public int Status { get; } = status;
}

public sealed class VaultRequestException(string field) : VaultException($"{field} is not valid", 400);

public sealed class VaultProviderException(string message, int status) : VaultException(message, status);

public sealed class RedactionFailedException(string reason) : Exception(reason), IGuardrailBlock;

public sealed class VaultExceptionHandler(ILogger<VaultExceptionHandler> logger) : IExceptionHandler
{
    [FailureLoggingPath]
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        logger.LogError(exception, "Unhandled failure of {Path}", httpContext.Request.Path);
        httpContext.Response.StatusCode = exception is VaultException vault ? vault.Status : StatusCodes.Status500InternalServerError;
        await httpContext.Response.WriteAsync(JsonConvert.SerializeObject(new { error = exception.Message }), cancellationToken);
        return true;
    }
}

namespace ChatGateway.Failures;

/// <summary>A failure that callers are told of.</summary>
internal abstract class GatewayException(string message, int status, string type, Exception? inner = null) : Exception(message, inner)
{
    public int Status => status;

    public string Type => type;
}

internal sealed class InvalidRequestException(string message) : GatewayException(message, StatusCodes.Status400BadRequest, "invalid_request_error");

internal sealed class ModelRefusedException(string model) : GatewayException($"Your key may not use {model}.", StatusCodes.Status403Forbidden, "permission_error");

internal sealed class ProviderUnavailableException(string message, Exception? inner) : GatewayException(message, StatusCodes.Status502BadGateway, "api_error", inner);

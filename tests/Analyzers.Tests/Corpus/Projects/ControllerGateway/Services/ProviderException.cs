using System.Net;

namespace ControllerGateway.Services;

public sealed class ProviderException : Exception
{
    public ProviderException(HttpStatusCode status, string body)
        : base($"The provider answered {(int)status}.")
    {
        Status = status;
        Data["body"] = body.Length > 500 ? body[..500] : body;
    }

    public HttpStatusCode Status { get; }
}

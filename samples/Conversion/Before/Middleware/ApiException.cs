namespace LlmProxy.Middleware;

/// <summary>Ends a request with an error that the caller may read.</summary>
public class ApiException : Exception
{
    public ApiException(int status, string message, Exception? inner = null)
        : base(message, inner)
    {
        Status = status;
    }

    public int Status { get; }
}

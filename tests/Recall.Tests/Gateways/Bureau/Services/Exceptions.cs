using System.Net;

namespace Bureau.Services;

public abstract class BureauException : Exception
{
    protected BureauException(string message, int status)
        : base(message)
    {
        Status = status;
    }

    public int Status { get; }
}

public class InvalidInputException : BureauException
{
    public InvalidInputException(string what)
        : base("Invalid: " + what, 400)
    {
    }
}

public class RateLimitedException : BureauException
{
    public RateLimitedException(string path)
        : base(path + " is rate limited", 429)
    {
    }
}

public class ProviderFailedException : BureauException
{
    public ProviderFailedException(string path, HttpStatusCode status)
        : base(path + " failed with " + status, 502)
    {
    }
}

public class ContentRejectedException : BureauException
{
    public ContentRejectedException(string reason)
        : base(reason, 403)
    {
    }
}

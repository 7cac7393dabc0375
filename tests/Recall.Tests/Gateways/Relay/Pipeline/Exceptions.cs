namespace Relay.Pipeline;

public abstract class RelayException : Exception
{
    protected RelayException(int statusCode, string message, Exception? inner = null)
        : base(message, inner) => StatusCode = statusCode;

    public int StatusCode { get; }
}

public sealed class LeakException : RelayException, IGuardrailBlock
{
    public LeakException(string kind)
        : base(StatusCodes.Status403Forbidden, $"A {kind} must not leave the company") => Kind = kind;

    public string Kind { get; }
}

public sealed class BodyException : RelayException
{
    public BodyException(string message, Exception? inner = null)
        : base(StatusCodes.Status400BadRequest, message, inner)
    {
    }
}

public sealed class TargetException : RelayException
{
    public TargetException(string target)
        : base(StatusCodes.Status502BadGateway, $"{target} failed")
    {
    }
}

public sealed class TargetMissingException : Exception
{
    public TargetMissingException(string path)
        : base($"{path} has no target")
    {
    }
}

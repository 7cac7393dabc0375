namespace Swift.Framework;

public class SwiftException : Exception
{
    public SwiftException(string code, string message, int status = 400) : base(message)
    {
        Code = code;
        Status = status;
    }

    public string Code { get; }

    public int Status { get; }
}

public sealed class FieldRequiredException(string field) : SwiftException("missing_field", $"'{field}' is required");

public sealed class InjectionException(string pattern) : SwiftException("prompt_injection", $"Pattern '{pattern}' found", 403), IGuardrailBlock;

public sealed class UpstreamException(string upstream, int status) : SwiftException("upstream", $"{upstream} answered {status}", 502);

public sealed class NoUpstreamException(string model) : SwiftException("no_upstream", $"Nobody serves {model}", 404);

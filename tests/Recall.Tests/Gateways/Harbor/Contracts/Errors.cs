namespace Harbor.Contracts;

public class HarborException(string message, Exception? inner = null) : Exception(message, inner);

public class PolicyViolationException(string policy) : HarborException($"The policy {policy} was violated")
{
    public string Policy { get; } = policy;
}

public class ProviderException(string message, Exception? inner = null) : HarborException(message, inner);

public class QuotaExceededException(string tenant) : HarborException($"{tenant} is over its quota");

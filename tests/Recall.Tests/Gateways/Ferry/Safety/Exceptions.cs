namespace Ferry.Safety;

public sealed class InvalidBodyException(string message) : Exception(message);

public sealed class PiiFoundException(int entities) : Exception($"{entities} entities found"), IGuardrailBlock
{
    public int Entities { get; } = entities;
}

public sealed class ProviderDownException(string message, Exception? inner = null) : Exception(message, inner);

public sealed class KeyRevokedException(string alias) : Exception($"The key {alias} was revoked");

namespace Courier.Application;

public class ValidationException(string field, string problem) : Exception($"{field}: {problem}");

public class ProviderUnavailableException(string provider, Exception? inner = null) : Exception($"{provider} is unavailable", inner);

public class BudgetExhaustedException(string project) : Exception($"The budget of {project} is used up");

public class ContentBlockedException(string category) : Exception($"Blocked: {category}"), IGuardrailBlock
{
    public string Category { get; } = category;
}

namespace LlmProxy.Guardrails;

/// <summary>A guardrail: a request whose texts match its pattern is blocked.</summary>
public class Guardrail
{
    public string Name { get; set; } = "";

    public string Pattern { get; set; } = "";
}

public class GuardrailOptions
{
    public List<Guardrail> Entries { get; set; } = new();
}

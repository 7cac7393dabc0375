using System.Text.Json.Nodes;
using Atlas.Hosting;

namespace Atlas.Requests;

public interface IBodyCheck
{
    CheckResult Run(JsonObject body);
}

public readonly record struct CheckResult(bool Denied, string? Category = null);

public sealed class SizeCheck : IBodyCheck
{
    public CheckResult Run(JsonObject body)
    {
        var length = body.ToJsonString().Length;
        return length > 1 << 20 ? throw new BodyTooLargeException(length) : default;
    }
}

public sealed class JailbreakCheck : IBodyCheck
{
    public CheckResult Run(JsonObject body)
    {
        var text = body["messages"]?.ToJsonString() ?? string.Empty;
        if (text.Contains("DAN mode", StringComparison.Ordinal))
        {
            throw new JailbreakException("dan");
        }

        return new CheckResult(text.Length > 500_000, "length");
    }
}

public sealed partial class CheckRunner(IServiceProvider services)
{
    public void RunAll(JsonObject body)
    {
        foreach (var name in new[] { "size", "jailbreak" })
        {
            Run(name, body);
        }
    }

    [TracedGuardrail(GuardrailMode.PreCall)]
    [return: GuardrailResult(Blocked = "Denied")]
    private partial CheckResult Run([GuardrailName] string name, JsonObject body);

    private CheckResult RunCore(string name, JsonObject body) => services.GetRequiredKeyedService<IBodyCheck>(name).Run(body);
}

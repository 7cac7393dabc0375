using System.Text.Json.Nodes;

namespace Relay.Pipeline;

public class ScanMiddleware
{
    private readonly RequestDelegate _next;
    private readonly LeakScanner _scanner;

    public ScanMiddleware(RequestDelegate next, LeakScanner scanner)
    {
        _next = next;
        _scanner = scanner;
    }

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Items["body"] is JsonObject body)
        {
            var scan = _scanner.Scan(body.ToJsonString());
            context.Response.Headers["x-scan"] = scan.ToString();
        }

        await _next(context);
    }
}

public enum ScanResult
{
    Clean,
    Suspicious,
}

public partial class LeakScanner
{
    [TracedGuardrail(GuardrailMode.PreCall, Name = "leaks", Blocks = new[] { typeof(LeakException) })]
    public partial GuardrailOutcome Scan(string text);

    private GuardrailOutcome ScanCore(string text)
    {
        if (text.Contains("BEGIN PRIVATE KEY", StringComparison.Ordinal))
        {
            throw new LeakException("private key");
        }

        if (text.Contains("AKIA", StringComparison.Ordinal))
        {
            throw new LeakException("cloud key");
        }

        return GuardrailOutcome.Passed;
    }
}

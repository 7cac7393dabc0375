using System.Collections.Concurrent;

namespace TracedLlm.Samples.Gateway;

/// <summary>Logs the fields that the gateway removes without an effect, each once for an API.</summary>
internal sealed partial class RemovedFields(ILogger<RemovedFields> logger)
{
    // Callers choose the names; only so many are remembered and logged, and a longer name is cut.
    private const int MostRemembered = 500;
    private const int LongestName = 64;

    private readonly ConcurrentDictionary<(string Api, string Field), bool> _logged = new();

    /// <summary>Logs the fields of <paramref name="request"/>.</summary>
    public void Log(LlmRequest request)
    {
        foreach (var field in request.Body?.GatewayFields ?? [])
        {
            if (field.Use == FieldUse.Removed)
            {
                Log(request.Format.Name, field.Name);
            }
        }

        foreach (var fallback in request.FallbackRequests.Values)
        {
            Log(fallback);
        }

        if (request.Query.HasValue)
        {
            foreach (var name in request.RemovedFromQuery())
            {
                Log(request.Format.Name, name);
            }
        }
    }

    /// <summary>Logs the fields of <paramref name="request"/> that arrived behind a file, after the call had begun.</summary>
    public void LogBehindFile(LlmRequest request)
    {
        foreach (var field in request.Body?.FieldsBehindFile ?? [])
        {
            if (field.Use == FieldUse.Removed)
            {
                Log(request.Format.Name, field.Name);
            }
            else if (IsFirst(request.Format.Name, field.Name, out var name))
            {
                BehindFile(name, request.Format.Name);
            }
        }
    }

    /// <summary>Logs a field of an API.</summary>
    public void Log(string api, string field)
    {
        if (IsFirst(api, field, out var name))
        {
            Removed(name, api);
        }
    }

    private bool IsFirst(string api, string field, out string name)
    {
        name = new string([.. field.Take(LongestName).Select(sign => char.IsControl(sign) ? '?' : sign)]);
        return _logged.Count < MostRemembered && _logged.TryAdd((api, name), true);
    }

    [LoggerMessage(LogLevel.Warning, "The field '{Field}' of a request to the {Api} API is LiteLLM's, or has the name of a secret. It has no effect here, and providers do not receive it. This is logged once")]
    private partial void Removed(string field, string api);

    [LoggerMessage(LogLevel.Warning, "The field '{Field}' of a request to the {Api} API stands behind a large file. It has no effect there, and providers do not receive it: put it in front of the file. This is logged once")]
    private partial void BehindFile(string field, string api);
}

using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TracedLlm;

/// <summary>Reads <see cref="TracedLlmOptions"/> from configuration; a value that cannot be used ends the program with what is allowed.</summary>
internal static class TracedLlmSettings
{
    private const string Section = "TracedLlm";
    private const string IgnoreContextPropagation = "OTEL_IGNORE_CONTEXT_PROPAGATION";
    private const string CaptureContent = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

    // One array has to hold it.
    private const int MaxLookahead = 1024 * 1024 * 1024;

    // Sections of their own readers.
    private static readonly string[] OtherSettings =
    [
        "Callbacks", "Debug", "OtlpView", "LangSmithKeepsParent", "AllowedBackendHosts", "TenantDestinations", "AllowRequestDestinations",
        "MaxQueueBytes", "MaxBatchBytes", "MaxSpanAge", "Spool", "SpoolMaxBytes", "SpoolMaxAge",
    ];

    /// <summary>Applies what <paramref name="configuration"/> says to <paramref name="options"/>.</summary>
    /// <exception cref="InvalidOperationException">A setting is unknown or its value is not allowed; the message names both.</exception>
    public static void Apply(IConfiguration configuration, TracedLlmOptions options)
    {
        if (configuration[IgnoreContextPropagation] is { Length: > 0 } ignore)
        {
            options.IgnoreContextPropagation = Boolean(IgnoreContextPropagation, ignore);
        }

        if (configuration[CaptureContent] is { Length: > 0 } capture)
        {
            options.CaptureContent = Boolean(CaptureContent, capture);
        }

        foreach (var setting in configuration.GetSection(Section).GetChildren())
        {
            Apply(setting, options);
        }
    }

    /// <summary>Checks what was set in code.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public static void Check(TracedLlmOptions options)
    {
        CheckRange(nameof(TracedLlmOptions.MaxRequestLookahead), options.MaxRequestLookahead, 0, MaxLookahead);
        CheckRange(nameof(TracedLlmOptions.MaxTotalRequestLookahead), options.MaxTotalRequestLookahead, 0, long.MaxValue / 2);
        CheckRange(nameof(TracedLlmOptions.RequestLookaheadTimeout), options.RequestLookaheadTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        if ((options.ResponseHeaders & ~(LlmResponseHeaders.LiteLlm | LlmResponseHeaders.TraceParent)) != 0)
        {
            throw new InvalidOperationException(
                $"{nameof(TracedLlmOptions)}.{nameof(TracedLlmOptions.ResponseHeaders)} is '{options.ResponseHeaders}'; "
                + $"allowed are {string.Join(", ", Enum.GetNames<LlmResponseHeaders>())}.");
        }

        CheckAll(nameof(TracedLlmOptions.ForwardTraceParentTo), options.ForwardTraceParentTo);
        CheckAll(nameof(TracedLlmOptions.ForwardTraceStateTo), options.ForwardTraceStateTo);
        CheckAll(nameof(TracedLlmOptions.ForwardBaggageTo), options.ForwardBaggageTo);

        static void CheckAll(string setting, IList<string> hosts)
        {
            foreach (var host in hosts)
            {
                CheckHost($"{nameof(TracedLlmOptions)}.{setting}", host);
            }
        }

        static void CheckRange<T>(string setting, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                throw new InvalidOperationException($"{nameof(TracedLlmOptions)}.{setting} is '{value}'; allowed are {least} to {most}.");
            }
        }
    }

    private static void Apply(IConfigurationSection setting, TracedLlmOptions options)
    {
        switch (setting.Key.ToUpperInvariant())
        {
            case "SPANNAMES":
                options.SpanNames = Choice<SpanNames>(setting);
                break;
            case "INBOUNDTRUST":
                options.InboundTrust = Choice<InboundTrust>(setting);
                break;
            case "IGNORECONTEXTPROPAGATION":
                options.IgnoreContextPropagation = Boolean(setting.Path, setting.Value);
                break;
            case "CAPTURECONTENT":
                options.CaptureContent = Boolean(setting.Path, setting.Value);
                break;
            case "FORWARDTRACEPARENTTO":
                AddHosts(setting, options.ForwardTraceParentTo);
                break;
            case "FORWARDTRACESTATETO":
                AddHosts(setting, options.ForwardTraceStateTo);
                break;
            case "FORWARDBAGGAGETO":
                AddHosts(setting, options.ForwardBaggageTo);
                break;
            case "RESPONSEHEADERS":
                options.ResponseHeaders = Choices<LlmResponseHeaders>(setting).Aggregate(LlmResponseHeaders.None, (all, one) => all | one);
                break;
            case "MAXREQUESTLOOKAHEAD":
                options.MaxRequestLookahead = Value<int>(setting, "whole numbers of bytes");
                break;
            case "REQUESTLOOKAHEADTIMEOUT":
                options.RequestLookaheadTimeout = Value<TimeSpan>(setting, "times as in 00:00:05");
                break;
            case "MAXTOTALREQUESTLOOKAHEAD":
                options.MaxTotalRequestLookahead = Value<long>(setting, "whole numbers of bytes");
                break;
            default:
                if (!OtherSettings.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
                {
                    throw new InvalidOperationException(
                        $"{setting.Path} is no setting of TracedLlm; there are {nameof(TracedLlmOptions.SpanNames)}, "
                        + $"{nameof(TracedLlmOptions.InboundTrust)}, {nameof(TracedLlmOptions.IgnoreContextPropagation)}, {nameof(TracedLlmOptions.CaptureContent)}, "
                        + $"{nameof(TracedLlmOptions.ForwardTraceParentTo)}, {nameof(TracedLlmOptions.ForwardTraceStateTo)}, "
                        + $"{nameof(TracedLlmOptions.ForwardBaggageTo)}, {nameof(TracedLlmOptions.ResponseHeaders)}, "
                        + $"{nameof(TracedLlmOptions.MaxRequestLookahead)}, {nameof(TracedLlmOptions.RequestLookaheadTimeout)}, "
                        + $"{nameof(TracedLlmOptions.MaxTotalRequestLookahead)} and {string.Join(", ", OtherSettings)}.");
                }

                break;
        }
    }

    private static T Choice<T>(IConfigurationSection setting)
        where T : struct, Enum =>
        Choice<T>(setting.Path, setting.Value);

    private static T Choice<T>(string name, string? text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new InvalidOperationException($"{name} is '{text}'; allowed are {string.Join(", ", Enum.GetNames<T>())}.");

    private static IEnumerable<T> Choices<T>(IConfigurationSection setting)
        where T : struct, Enum =>
        ListOf(setting).Select(text => Choice<T>(setting.Path, text));

    private static T Value<T>(IConfigurationSection setting, string allowed)
        where T : IParsable<T> =>
        T.TryParse(setting.Value, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidOperationException($"{setting.Path} is '{setting.Value}'; allowed are {allowed}.");

    private static bool Boolean(string name, string? value) => value?.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => throw new InvalidOperationException($"{name} is '{value}'; allowed are true and false."),
    };

    private static void AddHosts(IConfigurationSection setting, IList<string> hosts)
    {
        foreach (var host in ListOf(setting))
        {
            CheckHost(setting.Path, host);
            hosts.Add(host);
        }
    }

    private static IEnumerable<string> ListOf(IConfigurationSection setting) => setting.Value is { } list
        ? list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : setting.GetChildren().Select(child => child.Value?.Trim() ?? "");

    private static void CheckHost(string setting, string? host)
    {
        if (!HostAllowList.IsPattern(host))
        {
            throw new InvalidOperationException(
                $"{setting} has '{host}'; allowed are host names as in api.example.com, localhost:8080, *.example.com or *.");
        }
    }
}

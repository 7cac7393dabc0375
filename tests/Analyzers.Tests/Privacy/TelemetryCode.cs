namespace TracedLlm.Analyzers.Tests.Privacy;

/// <summary>A method that writes to spans and metrics.</summary>
internal static class TelemetryCode
{
    public static string Method(string statements, string members = "") => $$"""
        using System.Diagnostics;
        using System.Diagnostics.Metrics;
        using System.Net;
        using System.Net.Http.Headers;
        using Microsoft.AspNetCore.Http;
        partial class C
        {
            static readonly ActivitySource Source = new("s");
            static readonly Counter<long> Requests = new Meter("m").CreateCounter<long>("requests");
            static readonly Histogram<double> Duration = new Meter("m").CreateHistogram<double>("duration");
            static string Hash(string text) => text.GetHashCode().ToString();
            void Run(HttpContext http, LlmSpan span, Activity? activity, User user, string apiKey, string text, TracedLlmOptions options)
            {
                {{statements}}
            }
            {{members}}
        }
        record User(string Id, string Password, string ApiKeyAlias, int PasswordLength);
        """;
}

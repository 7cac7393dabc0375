using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TracedLlm.Samples.Gateway;

/// <summary>The command line.</summary>
internal static class GatewayCommand
{
    private const string DefaultUrl = "http://localhost:4000";
    private const string EveryAddress = "0.0.0.0";
    private const int DefaultPort = 4000;
    private const string DefaultFile = "config.yaml";
    private const int CannotStart = 1;
    private const int WrongUsage = 2;

    /// <param name="arguments">The arguments.</param>
    /// <param name="errors">The writer for the reason why the gateway does not start.</param>
    /// <param name="output">The writer for the backends' answers; by default standard output.</param>
    public static async Task<int> RunAsync(string[] arguments, TextWriter errors, TextWriter? output = null)
    {
        var file = new Option<string?>("--config", "-c") { Description = $"The configuration file. Default: {DefaultFile} in the working directory, otherwise beside the program.", HelpName = "FILE" };
        var urls = new Option<string?>("--urls") { Description = $"The addresses to listen on. Default: {DefaultUrl}.", HelpName = "URL" };
        var host = new Option<string?>("--host") { Description = "The address to listen on, with --port; LiteLLM's flag. Default: all addresses.", HelpName = "ADDRESS" };
        var port = new Option<int?>("--port") { Description = $"The port to listen on; LiteLLM's flag. Default: {DefaultPort}.", HelpName = "PORT" };
        var debug = new Option<bool>("--debug") { Description = "Writes the log at the level Debug." };
        var detailed = new Option<bool>("--detailed_debug") { Description = "The same, and an error at the start has its place in the code." };
        var demo = new Option<bool>("--demo") { Description = "Sends example requests to itself, prints their traces and ends." };
        var viewer = new Option<bool>("--viewer") { Description = "With --demo: the gateway goes on until Ctrl+C, and shows the traces on a page, with their content." };
        var check = new Option<bool>("--check") { Description = "Checks each backend of the configuration once, prints its answer and ends: with 0 if all backends accept spans, otherwise with 1." };
        var command = new RootCommand("A gateway that relays LLM requests to providers, traced by TracedLlm. It does not translate between APIs: a provider receives a request in the format in which the caller sent it.") { file, urls, host, port, debug, detailed, demo, viewer, check };
        var known = command.Options.Select(option => option.Name).ToHashSet();
        var others = LiteLlmFlag.All.Where(flag => !known.Contains(flag.Name)).Select(flag => (Flag: flag, Option: OptionFor(flag))).ToList();
        foreach (var (_, option) in others)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => parsed.GetValue(demo)
            ? GatewayDemo.RunAsync(Console.Out, errors, cancellation, isViewed: parsed.GetValue(viewer))
            : ServeAsync(
                new Launch(parsed.GetValue(file), parsed.GetValue(urls) ?? UrlOf(parsed.GetValue(host), parsed.GetValue(port)))
                {
                    Check = parsed.GetValue(check) ? output ?? Console.Out : null,
                    IsDebugging = parsed.GetValue(debug) || parsed.GetValue(detailed),
                    HasStack = StartupError.HasStack || parsed.GetValue(detailed),
                    Flags = [.. others.Where(other => parsed.GetResult(other.Option) is { Implicit: false }).Select(other => other.Flag)],
                },
                errors,
                cancellation));

        var result = command.Parse(arguments);
        if (result.Errors.Count == 0)
        {
            return await result.InvokeAsync();
        }

        foreach (var error in result.Errors)
        {
            await errors.WriteLineAsync(error.Message);
        }

        await errors.WriteLineAsync();
        await command.Parse("--help").InvokeAsync(new InvocationConfiguration { Output = errors });
        return WrongUsage;
    }

    private static async Task<int> ServeAsync(Launch launch, TextWriter errors, CancellationToken cancellation)
    {
        if (launch.Flags.FirstOrDefault(flag => flag.Use == FlagUse.Refused) is { } refused)
        {
            await errors.WriteLineAsync($"{refused.Name} is a flag of LiteLLM that the gateway does not have: {refused.Text}.");
            return WrongUsage;
        }

        try
        {
            var configuration = ConfigurationReader.ReadFile(launch.File ?? FindFile());
            foreach (var (name, value) in configuration.EnvironmentVariables)
            {
                // The backends, the server and the HTTP clients (HTTPS_PROXY) read them there.
                Environment.SetEnvironmentVariable(name, value);
            }

            var urls = launch.Urls ?? Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? UrlOfEnvironment() ?? DefaultUrl;
            if (urls.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(url => !IsAddress(url.Trim())) is { } wrong)
            {
                await errors.WriteLineAsync($"--urls must hold addresses to listen on, such as {DefaultUrl}, not '{wrong}'.");
                return CannotStart;
            }

            if (launch.Check is null && WarmUpExtent.Read() is { Stages: > 0 } extent)
            {
                await RouteWarmUp.RunAsync(extent, TimeProvider.System, cancellation);
            }

            configuration = configuration with { Warnings = [.. launch.Flags.Select(flag => $"{flag.Name} has no effect: {flag.Text}"), .. configuration.Warnings] };
            await using var app = GatewayApplication.Create(configuration, ["--urls", urls, .. launch.IsDebugging ? ["--Logging:LogLevel:Default=Debug"] : Array.Empty<string>()]);
            if (launch.Check is not null)
            {
                return await BackendCheck.RunAsync(app.Services, launch.Check, cancellation);
            }

            await app.StartAsync(cancellation);
            await app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A wrong file, a wrong setting of a backend, an address that is in use: the operator needs the reason, not the place in the code.
            await errors.WriteLineAsync(launch.HasStack ? exception.ToString() : StartupError.ReasonOf(exception));
            return CannotStart;
        }
    }

    // Manifests for LiteLLM have these flags, so that they are no wrong usage. The help does not show them.
    private static System.CommandLine.Option OptionFor(LiteLlmFlag flag) =>
        flag.HasValue ? new Option<string?>(flag.Name) { Hidden = true } : new Option<bool>(flag.Name) { Hidden = true };

    // As LiteLLM: all addresses, unless one is named.
    private static string? UrlOf(string? host, int? port) =>
        host is null && port is null ? null : string.Create(CultureInfo.InvariantCulture, $"http://{(IsIpv6(host) ? $"[{host}]" : host ?? EveryAddress)}:{port ?? DefaultPort}");

    // LiteLLM's variables for these flags, which its chart sets. HOST alone is the name of the machine in some shells.
    private static string? UrlOfEnvironment() => Environment.GetEnvironmentVariable("PORT") is not { Length: > 0 } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort ? UrlOf(Environment.GetEnvironmentVariable("HOST") is { Length: > 0 } host ? host : null, port)
        : throw new InvalidOperationException($"The environment variable PORT is '{text}'. Allowed: a port from 0 to {IPEndPoint.MaxPort}.");

    // The addresses that the server accepts. It takes an address whose port is not a number for a host name and listens on port 80.
    public static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address is { Scheme: "http" or "https", Port: >= 0 and <= 65535 } && (address.Host.StartsWith('[') || !address.Host.Contains(':', StringComparison.Ordinal));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string FindFile() =>
        File.Exists(DefaultFile) ? DefaultFile : Path.Combine(AppContext.BaseDirectory, DefaultFile);

    private static bool IsIpv6(string? host) => IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 && !host.StartsWith('[');

    /// <summary>What the command line asks for.</summary>
    /// <param name="File">The configuration file; <see langword="null"/> for the default.</param>
    /// <param name="Urls">The addresses; <see langword="null"/> for the default.</param>
    private sealed record Launch(string? File, string? Urls)
    {
        /// <summary>The writer for the answers of the backends, which are checked; <see langword="null"/> if the gateway serves.</summary>
        public TextWriter? Check { get; init; }

        public bool IsDebugging { get; init; }

        /// <summary>Whether an error at the start has its place in the code.</summary>
        public bool HasStack { get; init; }

        /// <summary>The flags of LiteLLM that the gateway does not have.</summary>
        public IReadOnlyList<LiteLlmFlag> Flags { get; init; } = [];
    }
}

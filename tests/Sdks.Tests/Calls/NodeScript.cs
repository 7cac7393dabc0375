using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Sdks.Tests.Calls;

/// <summary>Runs the scripts of <c>Scripts/</c> with Node.js.</summary>
internal static class NodeScript
{
    private static readonly Lazy<string?> Lacks = new(FindMissing);

    /// <summary>The folder of this project's sources.</summary>
    public static string ProjectFolder { get; } = typeof(NodeScript).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == nameof(ProjectFolder)).Value!;

    private static string Folder => Path.Combine(ProjectFolder, "Scripts");

    /// <summary>What the scripts need and this machine lacks; <see langword="null"/> if nothing is missing.</summary>
    public static string? Missing => Lacks.Value;

    /// <summary>Makes the calls of <c>Scripts/{sdk}.mjs</c>.</summary>
    /// <param name="sdk">The name of the script.</param>
    /// <param name="environment">The environment variables of <c>rows.mjs</c>.</param>
    public static async Task<IReadOnlyList<SdkCall>> RunAsync(string sdk, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("node", [$"{sdk}.mjs"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var node = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience.Default);
        var output = node.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = node.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await node.WaitForExitAsync(patience.Token);
            return node.ExitCode == 0
                ? JsonSerializer.Deserialize<IReadOnlyList<SdkCall>>(await output, JsonSerializerOptions.Web)!
                : throw new InvalidOperationException($"node {sdk}.mjs ended with {node.ExitCode}:\n{await errors}");
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
            throw new TimeoutException($"node {sdk}.mjs took longer than {Patience.Default}.");
        }
    }

    private static string? FindMissing()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            node.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "Node.js is not installed on this machine, so that no SDK from npm can run.";
        }

        return Directory.Exists(Path.Combine(Folder, "node_modules")) ? null : $"The SDKs from npm are not installed; run 'npm ci' in {Folder}.";
    }
}

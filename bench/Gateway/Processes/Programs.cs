using System.Diagnostics;
using System.Reflection;

namespace TracedLlm.Bench.Gateway.Processes;

/// <summary>The programs that the bench starts.</summary>
internal static class Programs
{
    private static readonly Dictionary<string, string?> Metadata = typeof(Programs).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(static data => data.Key, static data => data.Value, StringComparer.Ordinal);

    /// <summary>The folder of the repository.</summary>
    public static string Repository => Metadata["Repository"]!;

    /// <summary>The command of a role of the bench.</summary>
    public static ProcessStartInfo Role(string name)
    {
        var start = Command(typeof(Programs).Assembly.Location, Processors.Instruments);
        start.ArgumentList.Add("--role");
        start.ArgumentList.Add(name);

        // One thread waits for all sockets and runs what follows: no hand-over to the thread pool in what measures.
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1";
        return start;
    }

    /// <summary>The command of a gateway.</summary>
    /// <param name="project">The folder of its project.</param>
    /// <param name="assembly">The name of its assembly.</param>
    public static ProcessStartInfo Gateway(string project, string assembly)
    {
        var path = Path.Combine(Repository, project, "bin", Metadata["Configuration"]!, "net10.0", assembly + ".dll");
        if (!File.Exists(path))
        {
            throw new BenchException($"{path} does not exist: build {project} with the bench's configuration, {Metadata["Configuration"]}.");
        }

        var start = Command(path, Processors.Gateway);
        start.WorkingDirectory = Path.GetDirectoryName(path)!;
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(Programs).Assembly.Location;
        return start;
    }

    private static ProcessStartInfo Command(string assembly, string? processors)
    {
        var start = new ProcessStartInfo(processors is null ? "dotnet" : "taskset");
        foreach (var argument in processors is null ? (string[])[assembly] : ["-c", processors, "dotnet", assembly])
        {
            start.ArgumentList.Add(argument);
        }

        // Settings of the operator's shell would change what is measured.
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("OTEL_", StringComparison.Ordinal) || name.StartsWith("TracedLlm", StringComparison.OrdinalIgnoreCase) || name.StartsWith("LITELLM", StringComparison.Ordinal) || name is "ASPNETCORE_ENVIRONMENT" or "DOTNET_ENVIRONMENT").ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_NOLOGO"] = "1";
        return start;
    }
}

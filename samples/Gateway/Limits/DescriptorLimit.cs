using System.Globalization;

namespace TracedLlm.Samples.Gateway;

/// <summary>How many files and sockets the process may have open.</summary>
internal static class DescriptorLimit
{
    private const string Limits = "/proc/self/limits";
    private const string OpenFiles = "Max open files";

    /// <summary>The limit; <see langword="null"/> if it is not known. .NET raises the soft limit to the hard one when it starts.</summary>
    public static int? Read() => OperatingSystem.IsLinux() && File.Exists(Limits) ? Parse(File.ReadLines(Limits)) : null;

    /// <summary>Reads the soft limit, such as 1024 in <c>Max open files            1024                 524288               files</c>.</summary>
    public static int? Parse(IEnumerable<string> lines) =>
        lines.FirstOrDefault(static line => line.StartsWith(OpenFiles, StringComparison.Ordinal)) is { } line
        && int.TryParse(line[OpenFiles.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : null;
}

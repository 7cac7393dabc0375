using Microsoft.Extensions.Configuration;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Setup;
using TracedLlm.Export.Spool;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>The spool is off unless a directory is set; a value that is not allowed ends the program.</summary>
public class SpoolSettingsTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public void Without_a_directory_there_is_no_spool()
    {
        Assert.Null(Read());
        Assert.Null(Read(("Spool", "")));
        Assert.Null(Read(("SpoolMaxBytes", "1048576")));
    }

    [Fact]
    public void A_directory_is_enough() =>
        Assert.Equal(
            new SpoolOptions("/var/spool/gateway") { MaxBytes = 512 * MiB, MaxAge = TimeSpan.FromHours(24), SegmentBytes = 8 * MiB },
            Read(("Spool", "/var/spool/gateway")));

    [Fact]
    public void A_small_spool_has_small_files() =>
        Assert.Equal(
            new SpoolOptions("spool") { MaxBytes = MiB, MaxAge = new(2, 3, 4, 5), SegmentBytes = MiB / 16 },
            Read(("Spool", "spool"), ("SpoolMaxBytes", "1048576"), ("SpoolMaxAge", "2.03:04:05")));

    [Theory]
    [InlineData("00:00:01", 1)]
    [InlineData("1:00:00", 3_600)]
    [InlineData("23:59:59", 86_399)]
    [InlineData("1.00:00:00", 86_400)]
    [InlineData("365.00:00:00", 31_536_000)]
    public void Ages_are_times(string age, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(("Spool", "spool"), ("SpoolMaxAge", age))!.MaxAge);

    [Theory]
    [InlineData("24:00:00")]
    [InlineData("24")]
    [InlineData("1d")]
    [InlineData("00:00:00")]
    [InlineData("-01:00:00")]
    [InlineData("365.00:00:01")]
    public void Other_ages_are_refused_with_or_without_a_directory(string age)
    {
        var allowed = $"TracedLlm:SpoolMaxAge is '{age}'. Allowed: a time such as 00:30:00 or 1.00:00:00, from 00:00:01 to 365.00:00:00.";

        Assert.Equal(allowed, Assert.Throws<InvalidOperationException>(() => Read(("Spool", "spool"), ("SpoolMaxAge", age))).Message);
        Assert.Equal(allowed, Assert.Throws<InvalidOperationException>(() => Read(("SpoolMaxAge", age))).Message);
    }

    [Theory]
    [InlineData("512MB")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("1048575")]
    [InlineData("1e9")]
    public void Other_sizes_are_refused(string bytes) =>
        Assert.Equal(
            $"TracedLlm:SpoolMaxBytes is '{bytes}'. Allowed: a whole number of bytes from 1048576.",
            Assert.Throws<InvalidOperationException>(() => Read(("Spool", "spool"), ("SpoolMaxBytes", bytes))).Message);

    [Theory]
    [InlineData("", nameof(SpoolMode.WhenNeeded))]
    [InlineData("WhenNeeded", nameof(SpoolMode.WhenNeeded))]
    [InlineData("when_needed", nameof(SpoolMode.WhenNeeded))]
    [InlineData("Always", nameof(SpoolMode.Always))]
    [InlineData("always", nameof(SpoolMode.Always))]
    public void Modes_are_names(string mode, string expected) =>
        Assert.Equal(Enum.Parse<SpoolMode>(expected), SpoolSettings.ReadMode(Configuration(("Spool", "spool"), ("SpoolMode", mode))));

    [Fact]
    public void Without_a_mode_spans_go_to_disk_when_needed()
    {
        Assert.Equal(SpoolMode.WhenNeeded, SpoolSettings.ReadMode(Configuration()));
        Assert.Equal(SpoolMode.WhenNeeded, SpoolSettings.ReadMode(Configuration(("SpoolMode", "WhenNeeded"))));
    }

    [Theory]
    [InlineData("Never")]
    [InlineData("1")]
    [InlineData("true")]
    public void Other_modes_are_refused_with_or_without_a_directory(string mode)
    {
        var allowed = $"TracedLlm:SpoolMode is '{mode}'. Allowed: WhenNeeded, Always.";

        Assert.Equal(allowed, Assert.Throws<InvalidOperationException>(() => SpoolSettings.ReadMode(Configuration(("Spool", "spool"), ("SpoolMode", mode)))).Message);
        Assert.Equal(allowed, Assert.Throws<InvalidOperationException>(() => SpoolSettings.ReadMode(Configuration(("SpoolMode", mode)))).Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_spool_nothing_can_always_be_written(string? directory) => Assert.Equal(
        "TracedLlm:SpoolMode is 'Always', but there is no spool: TracedLlm:Spool is not set. "
        + "Set TracedLlm:Spool to a directory on a local disk, or remove TracedLlm:SpoolMode.",
        Assert.Throws<InvalidOperationException>(() => SpoolSettings.ReadMode(Configuration(("Spool", directory), ("SpoolMode", "Always")))).Message);

    private static SpoolOptions? Read(params (string Name, string? Value)[] settings) => SpoolSettings.Read(Configuration(settings));

    private static IConfiguration Configuration(params (string Name, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"TracedLlm:{setting.Name}", setting.Value)))
        .Build();
}
